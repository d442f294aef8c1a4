// Where a movie was recommended, so that what the user does with it can be traced to the recommendation.

import { user } from "../api/session.js";

/** The id of a list that the server has recorded for the user; undefined if it has recorded none. */
export const recorded = (answer, id = answer.recommendation_id) => (user() && answer.recorded ? id : undefined);

/** The origin of events, `{recommendation_id, place}`, for the movie at an index of a list; undefined without one. */
export const originIn = (list, index) => (list ? { recommendation_id: list, place: index } : undefined);

import HTTP

/// Every endpoint and its handler.
package func routes() -> Router<Services> {
  var router = Router<Services>()

  router.get("/api/health", health)
  router.get("/metrics", metrics)
  router.get("/api/health/live", liveness)
  router.get("/api/health/ready", readiness)
  router.get("/api/openapi.json", tagged(openAPI))
  router.get("/api/docs", tagged(documentation))

  router.post("/api/auth/register", register)
  router.post("/api/auth/login", login)
  router.post("/api/auth/refresh", refresh)
  router.post("/api/auth/logout", signedIn(logout))
  router.post("/api/auth/logout-all", signedIn(logoutEverywhere))
  router.get("/api/auth/sessions", signedIn(listSessions))
  router.delete("/api/auth/sessions/{id}", signedIn(endSession))
  router.get("/api/auth/user", together: currentUser)
  router.patch("/api/auth/user", signedIn(updateUser))
  router.delete("/api/auth/user", signedIn(deleteUser))
  router.post("/api/auth/password", signedIn(changePassword))
  router.post("/api/auth/export", signedIn(exportUser))
  router.get("/api/auth/user/ratings.csv", signedIn(ratingsFile))

  router.post("/api/interactions", together: saveInteraction, inTurn: true)
  router.get("/api/interactions", together: listInteractions, if: isPlainList)
  router.post("/api/interactions/batch", signedIn(saveInteractions))
  router.get("/api/interactions/{id}", signedIn(showInteraction))
  router.patch("/api/interactions/{id}", signedIn(changeInteraction))
  router.delete("/api/interactions/{id}", signedIn(deleteInteraction))

  router.get("/api/ratings", signedIn(listRatings))
  router.put("/api/movies/{id}/rating", signedIn(rateMovie))
  router.delete("/api/movies/{id}/rating", signedIn(removeRating))

  router.get("/api/watchlist", signedIn(listWatchlist))
  router.put("/api/movies/{id}/watchlist", signedIn(addToWatchlist))
  router.delete("/api/movies/{id}/watchlist", signedIn(removeFromWatchlist))
  router.get("/api/dismissals", signedIn(listDismissals))
  router.put("/api/movies/{id}/dismissal", signedIn(dismissMovie))
  router.delete("/api/movies/{id}/dismissal", signedIn(takeBackDismissal))

  router.get("/api/imports", signedIn(listImports))
  router.post("/api/imports", signedIn(importHistory))
  router.get("/api/imports/{id}", signedIn(showImport))
  router.post("/api/imports/{id}/confirm", signedIn(confirmImport))
  router.delete("/api/imports/{id}", signedIn(undoImport))

  router.get("/api/movies", tagged(listMovies))
  router.get("/api/movies/search", tagged(searchMovies))
  router.get("/api/movies/starters", tagged(starterMovies))
  router.get("/api/movies/{id}", tagged(movieDetail))
  router.get("/api/movies/{id}/similar", tagged(similarMovies))
  router.get("/api/genres", tagged(listGenres))
  router.get("/api/trending", tagged(trendingMovies))
  router.get("/api/popular", tagged(popularMovies))
  router.get("/api/stats", tagged(totals))

  router.get("/api/home", tagged(home))
  router.get("/api/models", tagged(listModels))
  router.post("/api/recommend", together: recommend, if: isPlainRecommendation)
  router.get("/api/recommendations", personalRecommendations)
  router.get("/api/recommendations/history", signedIn(recommendationHistory))

  // The two endpoints of the original front end.
  router.get("/init", tagged(legacyCatalogue))
  router.post("/recommend", legacyRecommend)

  return router
}

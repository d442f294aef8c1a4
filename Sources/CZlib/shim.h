#pragma once
#include <zlib.h>

// `inflateInit2` is a macro, which Swift does not see. A raw stream has no header of its own.
static inline int marquee_inflate_init_raw(z_stream *stream) { return inflateInit2(stream, -MAX_WBITS); }

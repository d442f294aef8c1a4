#pragma once
#include <zlib.h>

// `inflateInit2` is a macro, which Swift cannot import. A raw stream has no zlib header.
static inline int marquee_inflate_init_raw(z_stream *stream) { return inflateInit2(stream, -MAX_WBITS); }

// Package peer is the deterministic HTTP/1.1 server that recorded traces were made against. It listens on 127.0.0.1 only,
// on ports that the system picks, and answers the same bytes every time: no Date, no Server field.
//
// # Ports
//
//	http, http_b           plain HTTP/1.1, the endpoints below
//	https, https_b         the same over TLS; the certificate is for localhost and 127.0.0.1, from the peer's own authority
//	https_badhost          certificate for other.invalid
//	https_expired          certificate that ran out
//	dual                   plain HTTP or TLS on one port, by the first byte
//	proxy                  forward proxy, absolute URIs and CONNECT, loopback targets only; 403 for denied.invalid, 502 for what it cannot reach
//	proxy_basic            the same, asks for Basic (realm "proxy")
//	proxy_digest           the same, asks for Digest
//	proxy_close            asks for Basic and closes the connection after each 407
//	raw_close              accepts and closes
//	raw_silent             accepts and says nothing
//	refused                nothing listens there
//
// User and password are always alice and secret.
//
// # Endpoints
//
// Plain answers: /ok, /echo (JSON of the request), /status/N, /allow, /size/N (N letters x). Redirects:
// /redirect/CODE?to=LOCATION[&close=1], /redirect-chain/N, /redirect-loop. Challenges: /basic/REALM[/...],
// /basic-close/REALM, /digest/ALG/REALM, /digest-noqop/ALG/REALM, /digest-stale/ALG/REALM (the first nonce is good once),
// /multi-auth/REALM (Basic and Digest), /bad-auth, /no-challenge. Cookies: /cookie/set?NAME=VALUE, /cookie/raw?c=VALUE,
// /cookie/echo. Time: /slow?ms=N, /slow-body?ms=N, /hang, /hang-body. Framing: /chunked?n=N[&trailer=1], /http10,
// /http10-keep, /no-length, /two-lengths, /length-and-chunked, /huge-headers/N, /odd-headers, /bare-lf, /lead-crlf, /close.
// Misbehaviour: /drop-idle?ms=N, /drop-next, /drop, /drop-first/N, /reset, /drop-mid-headers, /drop-mid-body,
// /drop-mid-chunk, /bad-chunk, /garbage, /bad-status, /http2-version, /empty. Interim responses: /1xx?codes=100,103,
// /expect-refuse, /expect-401, /expect-skip. Codings: /gzip, /x-gzip, /gzip-chunked, /gzip-cut, /gzip-fake, /gzip-empty,
// /gzip-tail, /deflate, /deflate-raw, /br, /unknown-coding, /two-codings. Types: /sniff/SAMPLE[?nosniff=1]. Caching:
// /cache/etag|last-modified|max-age|no-store|vary. Policy: /hsts?age=N[&sub=1]. WebSocket: /ws, /ws-refuse/CODE, /auth-then-ws.
package peer

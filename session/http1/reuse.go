package http1

// Reusable says whether the connection can carry another message once the body of h has been read to its end (RFC 9112,
// section 9.3), and if not, why: a clause in words. It is pure. A tunnel that CONNECT made counts as reusable.
func Reusable(request *RequestHead, h *ResponseHead, f Framing) (bool, string) {
	switch {
	case request.Method == "CONNECT" && h.Status/100 == 2:
		return true, ""
	case h.Status == 101:
		return false, "the connection speaks another protocol now"
	case f.Kind == UntilClose:
		return false, "the answer ends with the connection"
	case h.Fields.HasToken("Connection", "close"):
		return false, "Connection: close in the answer"
	case request.Fields.HasToken("Connection", "close"):
		return false, "Connection: close in the request"
	case (h.Minor == 0 || request.Proto == "HTTP/1.0") && !h.Fields.HasToken("Connection", "keep-alive"):
		return false, "HTTP/1.0 without keep-alive"
	case f.doubt != "":
		return false, f.doubt
	case h.pastRefusal:
		return false, "the answer was read leniently"
	}
	return true, ""
}

package session

// What has become of a message: its status, its response, its attempts.

// Status is the status of the current attempt, 0 before a head or an error has come.
func (m *Message) Status() Status {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.status
}

// Reason is the reason phrase that came with the status.
func (m *Message) Reason() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.reason
}

// Err is why the message has no complete response, nil when it has one or is under way. It is a *Error.
func (m *Message) Err() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err == nil {
		return nil
	}
	return m.err
}

// Response is the head of the current attempt's response, nil before it has come. It is shared and immutable.
func (m *Message) Response() *Response {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.response
}

// Content is the body of the current attempt's response, nil before it begins. It may still grow.
func (m *Message) Content() *Content {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.content
}

// Trailer is what followed the body of a chunked response (RFC 9110 section 6.5), nil before got-body or without one.
func (m *Message) Trailer() Fields {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.trailer.Clone()
}

func (m *Message) setTrailer(fs Fields) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.trailer = fs
}

// TLS is what the handshake of the connection of the last attempt agreed on, or had shown when its certificate was refused;
// nil where there was no TLS. It is shared and must not be changed.
func (m *Message) TLS() *TLSInfo {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.tls
}

// KeepAlive says whether the heads of request and response let the connection serve another message (RFC 9112 section
// 9.3).
func (m *Message) KeepAlive() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.response != nil && m.response.Length >= 0 && keepsAlive(m.version, m.fields, m.response) ||
		m.response != nil && m.response.Fields.HasToken("Transfer-Encoding", "chunked") && keepsAlive(m.version, m.fields, m.response)
}

func keepsAlive(v HTTPVersion, asked Fields, r *Response) bool {
	if asked.HasToken("Connection", "close") || r.Fields.HasToken("Connection", "close") {
		return false
	}
	return v == HTTP11 && r.Proto == "HTTP/1.1" || r.Fields.HasToken("Connection", "keep-alive")
}

func (m *Message) hasBody() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.body != nil
}

func (m *Message) failure() error {
	if err := m.Err(); err != nil {
		return err
	}
	return ErrCancelled
}

// Attempts are the finished attempts of the last queueing, oldest first.
func (m *Message) Attempts() []Attempt {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]Attempt(nil), m.attempts...)
}

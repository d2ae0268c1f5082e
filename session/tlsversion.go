package session

import (
	"crypto/tls"
	"strconv"
	"strings"
)

// TLSVersion is a version of TLS, by its number on the wire. 0 is the default of the property that it stands in.
type TLSVersion uint16

// The versions of TLS. The first two are broken (RFC 8996): they are spoken only where tls-min-version was set to them.
const (
	TLS10 TLSVersion = tls.VersionTLS10 // RFC 2246
	TLS11 TLSVersion = tls.VersionTLS11 // RFC 4346
	TLS12 TLSVersion = tls.VersionTLS12 // RFC 5246, the default of tls-min-version
	TLS13 TLSVersion = tls.VersionTLS13 // RFC 8446, the default of tls-max-version
)

// String is the version as people write it, such as 1.2.
func (v TLSVersion) String() string {
	if v < TLS10 || v > TLS13 {
		return strconv.Itoa(int(v))
	}
	return "1." + strconv.Itoa(int(v-TLS10))
}

func setVersion(p *TLSVersion, name, v string) error {
	switch strings.TrimSpace(v) {
	case "1.0":
		*p = TLS10
	case "1.1":
		*p = TLS11
	case "1.2":
		*p = TLS12
	case "1.3":
		*p = TLS13
	default:
		return &PropertyError{Name: name, Value: v, What: "this is no version of TLS", Try: "Type 1.0, 1.1, 1.2 or 1.3"}
	}
	return nil
}

func setMinVersion(p *Properties, v string) error {
	if err := setVersion(&p.TLSMinVersion, "tls-min-version", v); err != nil {
		return err
	}
	return p.versionProblem("tls-min-version")
}

func setMaxVersion(p *Properties, v string) error {
	if err := setVersion(&p.TLSMaxVersion, "tls-max-version", v); err != nil {
		return err
	}
	return p.versionProblem("tls-max-version")
}

// versionProblem refuses a range that has nothing in it; name is the property that is blamed.
func (p *Properties) versionProblem(name string) error {
	low, high := p.versions()
	switch {
	case low < TLS10 || high > TLS13:
		return &PropertyError{Name: name, Value: low.String() + " to " + high.String(), What: "this is no version of TLS", Try: "Use 1.0, 1.1, 1.2 or 1.3"}
	case low > high && name == "tls-max-version":
		return &PropertyError{Name: name, Value: high.String(), What: "it is below tls-min-version, which is " + low.String(), Try: "Lower tls-min-version first"}
	case low > high:
		return &PropertyError{Name: name, Value: low.String(), What: "it is above tls-max-version, which is " + high.String(), Try: "Raise tls-max-version first"}
	}
	return nil
}

// versions gives the range that is spoken.
func (p *Properties) versions() (low, high TLSVersion) {
	low, high = p.TLSMinVersion, p.TLSMaxVersion
	if low == 0 {
		low = TLS12
	}
	if high == 0 {
		high = TLS13
	}
	return low, high
}

// oldCiphers are the suites for servers that speak nothing newer than TLS 1.1: those of today, and the ones with RSA key
// exchange, which such servers may be limited to. RC4 and 3DES stay out.
func oldCiphers() []uint16 {
	out := []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_RSA_WITH_AES_256_GCM_SHA384, tls.TLS_RSA_WITH_AES_128_CBC_SHA, tls.TLS_RSA_WITH_AES_256_CBC_SHA}
	for _, s := range tls.CipherSuites() {
		out = append(out, s.ID)
	}
	return out
}

package session

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"sync/atomic"
)

// TLSDatabase is the set of certificate authorities that a session believes. The zero value has none: a strict session
// then refuses every server. Two values are the same database when they compare equal.
type TLSDatabase struct {
	name string
	pool *x509.CertPool // nil in the system's
}

const systemDatabase = "system"

// SystemTLSDatabase is the store of the operating system.
func SystemTLSDatabase() TLSDatabase { return TLSDatabase{name: systemDatabase} }

// PoolTLSDatabase is a database of the program's own; name is what people see.
func PoolTLSDatabase(name string, pool *x509.CertPool) TLSDatabase {
	return TLSDatabase{name: name, pool: pool}
}

// LoadTLSDatabase reads the certificates of a PEM file, or of all files of a folder. With an error the database is empty.
func LoadTLSDatabase(path string) (TLSDatabase, error) {
	db := TLSDatabase{name: path, pool: x509.NewCertPool()}
	info, err := os.Stat(path)
	if err != nil {
		return db, err
	}
	n := 0
	if !info.IsDir() {
		n, err = db.add(path)
	} else {
		n, err = db.addFolder(path)
	}
	if err != nil {
		return TLSDatabase{name: path, pool: x509.NewCertPool()}, err
	}
	if n == 0 {
		return db, errNoCertificate
	}
	return db, nil
}

// addFolder adds the files of a folder; those without a certificate are passed over, as OpenSSL does.
func (d TLSDatabase) addFolder(path string) (n int, err error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return 0, err
	}
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		k, err := d.add(filepath.Join(path, e.Name()))
		if err != nil && errors.Is(err, fs.ErrPermission) {
			return n, err
		}
		n += k
	}
	return n, nil
}

// add adds the certificates of a PEM file and counts them.
func (d TLSDatabase) add(path string) (n int, err error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	for {
		var block *pem.Block
		if block, b = pem.Decode(b); block == nil {
			return n, nil
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return n, err
		}
		d.pool.AddCert(c)
		n++
	}
}

// System says whether this is the operating system's store.
func (d TLSDatabase) System() bool { return d == SystemTLSDatabase() }

// String is "system", "none", or where the authorities come from.
func (d TLSDatabase) String() string {
	if d.name == "" {
		return "none"
	}
	return d.name
}

var errNoCertificate = errors.New("no certificate in the file")

// caProblem says in words why a file of authorities is of no use.
func caProblem(err error) string {
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "there is no such file"
	case errors.Is(err, os.ErrPermission):
		return "the file may not be read"
	case errors.Is(err, errNoCertificate):
		return "the file has no certificate in PEM form"
	}
	return err.Error()
}

// trust is one configuration of who is believed and who we are. Sessions resume only within it: a connection of a strict
// session must not ride on what a non-strict one accepted, nor one without a client certificate on one that had it.
type trust struct {
	strict      bool
	roots       *x509.CertPool // nil: the system's
	revoked     TLSRevocations
	low, high   TLSVersion
	names       map[string]string // what a host is sent in place of its name
	interaction TLSInteraction
	keys        *keyLog
	cache       atomic.Pointer[tls.ClientSessionCache]
}

func newTrust(p *Properties, keys *keyLog) *trust {
	t := &trust{strict: p.SSLStrict, roots: p.TLSDatabase.pool, revoked: p.TLSRevocations, names: p.TLSServerNames, interaction: p.TLSInteraction, keys: keys}
	t.forget()
	t.low, t.high = p.versions()
	if t.roots == nil && !p.TLSDatabase.System() {
		t.roots = x509.NewCertPool()
	}
	return t
}

// trustsAs says whether a connection means the same under both.
func (p *Properties) trustsAs(q *Properties) bool {
	a, b := *p, *q
	a.TLSMinVersion, a.TLSMaxVersion = p.versions()
	b.TLSMinVersion, b.TLSMaxVersion = q.versions()
	return a.SSLStrict == b.SSLStrict && a.TLSDatabase == b.TLSDatabase && a.TLSRevocations == b.TLSRevocations && a.TLSMinVersion == b.TLSMinVersion && a.TLSMaxVersion == b.TLSMaxVersion &&
		a.TLSKeyLogFile == b.TLSKeyLogFile && maps.Equal(a.TLSServerNames, b.TLSServerNames) && sameInteraction(a.TLSInteraction, b.TLSInteraction)
}

// keysFor opens the key log that p asks for, or gives the one that is open. propMu is held.
func (s *Session) keysFor(p *Properties, old *settings) (*keyLog, error) {
	switch {
	case p.TLSKeyLogFile == old.TLSKeyLogFile:
		return old.trust.keys, nil
	case p.TLSKeyLogFile == "" || s.ended:
		return nil, nil
	}
	k, err := openKeyLog(p.TLSKeyLogFile)
	if err != nil {
		return nil, keyLogProblem(p.TLSKeyLogFile, err)
	}
	return k, nil
}

// endKeys closes the key log for good.
func (s *Session) endKeys() {
	s.propMu.Lock()
	defer s.propMu.Unlock()
	s.ended = true
	s.props.Load().trust.keys.close()
}

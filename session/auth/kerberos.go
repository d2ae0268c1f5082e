package auth

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/jcmturner/gokrb5/v8/client"
	"github.com/jcmturner/gokrb5/v8/config"
	"github.com/jcmturner/gokrb5/v8/credentials"
	"github.com/jcmturner/gokrb5/v8/iana/nametype"
	"github.com/jcmturner/gokrb5/v8/spnego"
	"github.com/jcmturner/gokrb5/v8/types"
)

// TicketCache is the TicketSource of the credential cache that kinit fills: the file that KRB5CCNAME names, or the usual
// one; krb5.conf is where KRB5_CONFIG says, or in /etc. Caches in the kernel or of a daemon cannot be read.
type TicketCache struct {
	mu     sync.Mutex
	path   string
	read   time.Time // when the file read last was written
	cache  *credentials.CCache
	client *client.Client
}

// NewTicketCache gives the source for the files of the environment. They are read when they are needed, and again when
// they have changed.
func NewTicketCache() *TicketCache { return &TicketCache{} }

// Ready says why there is no ticket that is good now.
func (t *TicketCache) Ready() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.load()
}

// Principal is whose cache it is, as user@REALM.
func (t *TicketCache) Principal() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.cache == nil {
		return ""
	}
	return t.cache.GetClientPrincipalName().PrincipalNameString() + "@" + t.cache.GetClientRealm()
}

// Token asks the key distribution centre for a ticket for the service, unless there is one.
func (t *TicketCache) Token(service string) ([]byte, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.load(); err != nil {
		return nil, err
	}
	if t.client == nil {
		conf, err := config.Load(configPath())
		if err != nil {
			return nil, fmt.Errorf("krb5.conf: %w", err)
		}
		cl, err := client.NewFromCCache(t.cache, conf, client.DisablePAFXFAST(true))
		if err != nil {
			return nil, err
		}
		t.client = cl
	}
	token, err := spnego.SPNEGOClient(t.client, service).InitSecContext()
	if err != nil {
		return nil, err
	}
	return token.Marshal()
}

func configPath() string {
	if p := os.Getenv("KRB5_CONFIG"); p != "" {
		return p
	}
	return "/etc/krb5.conf"
}

// load reads the cache if it is new, and looks at its ticket. mu is held.
func (t *TicketCache) load() error {
	path, err := cachePath()
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("%w: no credential cache at %s", errNoTicket, path)
	}
	if t.cache == nil || path != t.path || !info.ModTime().Equal(t.read) {
		cache, err := readCache(path)
		if err != nil {
			return fmt.Errorf("the credential cache %s cannot be read: %w", path, err)
		}
		t.path, t.read, t.cache, t.client = path, info.ModTime(), cache, nil
	}
	realm := t.cache.GetClientRealm()
	tgt, ok := t.cache.GetEntry(types.PrincipalName{NameType: nametype.KRB_NT_SRV_INST, NameString: []string{"krbtgt", realm}})
	switch {
	case !ok:
		return errNoTicket
	case time.Now().After(tgt.EndTime):
		return fmt.Errorf("the Kerberos ticket ended on %s", tgt.EndTime.Local().Format("2 January 15:04"))
	}
	return nil
}

// readCache reads a credential cache. The reader takes any length in the file for granted; one that is cut off or no cache at
// all must not end the program.
func readCache(path string) (c *credentials.CCache, err error) {
	defer func() {
		if p := recover(); p != nil {
			c, err = nil, errCacheDamaged
		}
	}()
	return credentials.LoadCCache(path)
}

var errCacheDamaged = errors.New("it is damaged")

var errCacheKind = errors.New("only Kerberos caches in files can be read")

func cachePath() (string, error) {
	p := os.Getenv("KRB5CCNAME")
	if p == "" {
		return fmt.Sprintf("/tmp/krb5cc_%d", os.Getuid()), nil
	}
	kind, rest, typed := strings.Cut(p, ":")
	switch {
	case !typed || strings.HasPrefix(p, "/"):
		return p, nil
	case kind == "FILE":
		return rest, nil
	}
	return "", fmt.Errorf("%w, not %s", errCacheKind, kind)
}

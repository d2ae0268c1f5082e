package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"ladle/session"

	"github.com/godbus/dbus/v5"
)

// keyringVariable makes the test binary a Secret Service on the session bus, and its own client: "there" with a collection,
// "locked" with one whose unlocking a person dismisses, "empty" without one.
const keyringVariable = "LADLE_TEST_KEYRING"

// TestSystemKeyring keeps secrets in a Secret Service over D-Bus, as desktops have it, on a bus of its own.
func TestSystemKeyring(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("dbus-daemon"); err != nil || runtime.GOOS != "linux" {
		t.Skip("there is no dbus-daemon here")
	}
	for _, how := range []string{"there", "locked", "empty"} {
		daemon := exec.Command("dbus-daemon", "--session", "--nofork", "--print-address=1", "--address=unix:dir="+t.TempDir())
		out, err := daemon.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := daemon.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			daemon.Process.Kill()
			daemon.Wait()
		})
		address, err := bufio.NewReader(out).ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), keyringVariable+"="+how, "DBUS_SESSION_BUS_ADDRESS="+strings.TrimSpace(address), "LADLE_TEST_HOME="+t.TempDir())
		if said, err := child.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", how, err, said)
		}
	}
}

// useSystemKeyring is the child.
func useSystemKeyring() int {
	how := os.Getenv(keyringVariable)
	service := &secretService{how: how, items: map[dbus.ObjectPath]serviceItem{}}
	if err := service.start(); err != nil {
		fmt.Println("the service:", err)
		return 1
	}
	s := OpenSecrets(pathsIn(os.Getenv("LADLE_TEST_HOME")), SecretsOptions{})
	if problem := tryKeyring(s, how); problem != "" {
		fmt.Println(problem)
		return 1
	}
	return 0
}

func tryKeyring(s *Secrets, how string) string {
	ctx := context.Background()
	where, err := s.Where(ctx)
	if inRing := where == "the system's keyring"; err != nil || inRing == (how == "empty") {
		return fmt.Sprintf("%s: kept in %s, %v", how, where, err)
	}
	err = s.Set(ctx, atHost, "sésame")
	var refused *SecretsError
	if how != "there" {
		if !errors.As(err, &refused) || strings.Contains(err.Error(), "sésame") {
			return fmt.Sprintf("%s: not refused in words: %v", how, err)
		}
		return ""
	}
	if err := errors.Join(err, s.Set(ctx, atHost, "sésame!"), s.Set(ctx, atProxy, "x"), s.Delete(ctx, atProxy)); err != nil {
		return err.Error()
	}
	v, err := s.Get(ctx, atHost)
	_, gone := s.Get(ctx, atProxy)
	keys, lerr := s.List(ctx)
	if v != session.Secret("sésame!") || err != nil || gone != ErrNoSecret || lerr != nil || len(keys) != 1 {
		return fmt.Sprintf("got %d bytes, %v; then %v; listed %v, %v", len(v), err, gone, keys, lerr)
	}
	return ""
}

// secretService is org.freedesktop.secrets, as much of it as is asked for here.
type secretService struct {
	how   string
	bus   *dbus.Conn
	items map[dbus.ObjectPath]serviceItem
}

type serviceItem struct {
	attributes map[string]string
	secret     serviceSecret
}

type serviceSecret struct {
	Session     dbus.ObjectPath
	Parameters  []byte
	Value       []byte
	ContentType string
}

const (
	servicePath    = dbus.ObjectPath("/org/freedesktop/secrets")
	loginPath      = servicePath + "/collection/login"
	secretsService = "org.freedesktop.Secret."
	noPrompt       = dbus.ObjectPath("/")
)

func (s *secretService) start() (err error) {
	if s.bus, err = dbus.ConnectSessionBus(); err != nil {
		return err
	}
	for _, x := range []struct {
		path  dbus.ObjectPath
		iface string
	}{{servicePath, "Service"}, {loginPath, "Collection"}, {servicePath + "/session/1", "Session"}} {
		if err := s.bus.Export(s, x.path, secretsService+x.iface); err != nil {
			return err
		}
	}
	if err := s.bus.Export(serviceProperties{}, servicePath, "org.freedesktop.DBus.Properties"); err != nil {
		return err
	}
	_, err = s.bus.RequestName("org.freedesktop.secrets", dbus.NameFlagDoNotQueue)
	return err
}

// serviceProperties has the one property that is read.
type serviceProperties struct{}

// Get gives the collections.
func (serviceProperties) Get(string, string) (dbus.Variant, *dbus.Error) {
	return dbus.MakeVariant([]dbus.ObjectPath{loginPath}), nil
}

// ReadAlias names the collection that new secrets go to.
func (s *secretService) ReadAlias(string) (dbus.ObjectPath, *dbus.Error) {
	if s.how == "empty" {
		return noPrompt, nil
	}
	return loginPath, nil
}

// OpenSession begins one in which secrets travel as they are.
func (s *secretService) OpenSession(string, dbus.Variant) (dbus.Variant, dbus.ObjectPath, *dbus.Error) {
	return dbus.MakeVariant(""), servicePath + "/session/1", nil
}

// Close ends a session.
func (s *secretService) Close() *dbus.Error { return nil }

// Unlock unlocks, unless nobody gives the password.
func (s *secretService) Unlock(paths []dbus.ObjectPath) ([]dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) {
	if s.how == "locked" {
		return []dbus.ObjectPath{}, noPrompt, nil
	}
	return paths, noPrompt, nil
}

// SearchItems finds items by their attributes.
func (s *secretService) SearchItems(want map[string]string) ([]dbus.ObjectPath, *dbus.Error) {
	found := []dbus.ObjectPath{}
	for path, x := range s.items {
		if maps.Equal(x.attributes, want) {
			found = append(found, path)
		}
	}
	return found, nil
}

// CreateItem keeps a secret, in place of the one with the same attributes.
func (s *secretService) CreateItem(properties map[string]dbus.Variant, secret serviceSecret, _ bool) (dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) {
	attributes, _ := properties[secretsService+"Item.Attributes"].Value().(map[string]string)
	path := dbus.ObjectPath(fmt.Sprintf("%s/%d", loginPath, len(s.items)))
	if old, _ := s.SearchItems(attributes); len(old) > 0 {
		path = old[0]
	}
	s.items[path] = serviceItem{attributes, secret}
	if err := s.bus.Export(&exportedItem{s, path}, path, secretsService+"Item"); err != nil {
		return "", "", dbus.MakeFailedError(err)
	}
	return path, noPrompt, nil
}

// exportedItem is an item on the bus.
type exportedItem struct {
	s    *secretService
	path dbus.ObjectPath
}

// GetSecret gives the secret.
func (x *exportedItem) GetSecret(dbus.ObjectPath) (serviceSecret, *dbus.Error) {
	return x.s.items[x.path].secret, nil
}

// Delete forgets it.
func (x *exportedItem) Delete() (dbus.ObjectPath, *dbus.Error) {
	delete(x.s.items, x.path)
	return noPrompt, nil
}

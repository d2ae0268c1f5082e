package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"

	"ladle/session"
)

// account is a name and a password of the command line.
type account struct {
	user     string
	password session.Secret
	atOnce   bool // it is sent in a field, before anybody asks
}

// basic is the value of a field that sends the account at once (RFC 7617).
func (a *account) basic() string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(a.user+":"+a.password.Reveal()))
}

// readAccount completes what -u or --proxy-user gives, at the terminal where there is no password.
func readAccount(env Env, flag, text, prompt string) (*account, error) {
	user, password, given := cutUser(text)
	if !given {
		if env.Ask == nil {
			return nil, fmt.Errorf("%s has no password, and there is no terminal to ask for it; write %s user:password", flag, flag)
		}
		typed, err := env.Ask(env.Context, prompt+" of "+printable(user)+": ", true)
		if err != nil {
			return nil, fmt.Errorf("the password cannot be read: %w", err)
		}
		password = session.Secret(typed)
	}
	return &account{user: user, password: password}, nil
}

// cutUser parts user and password at the first colon, which no user name has (RFC 7617 section 2).
func cutUser(text string) (user string, password session.Secret, given bool) {
	user, rest, given := strings.Cut(text, ":")
	return user, session.Secret(rest), given
}

var (
	errBasicAlone      = errors.New("--basic sends the credentials of -u, which is missing")
	errProxyBasicAlone = errors.New("--proxy-basic sends the credentials of --proxy-user, which is missing")
)

// credentials reads -u, --proxy-user and the user info of URL and proxy. With Basic as the only scheme allowed they become
// fields, which are sent at once; otherwise they wait for a challenge.
func (o *sendOptions) credentials(env Env, r *request) (err error) {
	if o.user != nil {
		if r.account, err = readAccount(env, "-u", *o.user, "Password"); err != nil {
			return err
		}
	}
	if o.proxyUser != nil {
		if r.proxyAccount, err = readAccount(env, "--proxy-user", *o.proxyUser, "Password for the proxy"); err != nil {
			return err
		}
	}
	if o.schemes == schemeBasic {
		if !r.atOnce("Authorization", r.account, userInfo(r.url)) {
			return errBasicAlone
		}
	}
	if o.proxySchemes == schemeBasic {
		if !r.atOnce("Proxy-Authorization", r.proxyAccount, o.proxyUserInfo()) {
			return errProxyBasicAlone
		}
	}
	return nil
}

// atOnce writes the first of the accounts that is there into a field, unless the user has written it or left it out.
func (r *request) atOnce(name string, accounts ...*account) bool {
	for _, a := range accounts {
		if a == nil {
			continue
		}
		a.atOnce = true
		if !mentions(r.edits, name) {
			r.edits = append(r.edits, edit{name: name, value: a.basic()})
		}
		return true
	}
	return false
}

// userInfo is the account in a URL, nil without a password there.
func userInfo(text string) *account {
	u, err := url.Parse(text)
	if err != nil || u.User == nil {
		return nil
	}
	password, given := u.User.Password()
	if !given {
		return nil
	}
	return &account{user: u.User.Username(), password: session.Secret(password)}
}

// answers gives the credentials of the command line to challenges: each once, for those that were rejected are not tried
// again, and those of -u only to the origin of the URL. It belongs to the goroutine of the loop.
type answers struct {
	r         *request
	origin    string
	gave      map[string]bool // who has had them
	dismissed bool            // the person at the terminal gave none
}

// answerChallenges has the accounts of r answer.
func answerChallenges(s *session.Session, r *request) *answers {
	a := &answers{r: r, gave: map[string]bool{}}
	if u, err := session.ParseURL(r.url); err == nil {
		a.origin = originOf(u)
	}
	if r.account != nil || r.proxyAccount != nil {
		s.OnAuthenticate(a.authenticate)
	}
	return a
}

func (a *answers) authenticate(m *session.Message, x session.Auth, retrying bool) {
	account, field := a.r.account, "Authorization"
	if x.Proxy() {
		account, field = a.r.proxyAccount, "Proxy-Authorization"
	}
	switch {
	case account == nil || retrying || !x.Proxy() && originOf(m.URI()) != a.origin:
		return
	case account.atOnce && m.RequestFields().Has(field): // rejected, unless a redirect has dropped it
		return
	}
	a.gave[x.Host()] = true
	x.Authenticate(account.user, account.password)
}

// originOf is scheme, host and port (RFC 6454).
func originOf(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return u.Scheme + "://" + net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}

package server

import (
	"crypto/sha256"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// Token lets a client in. Name stands for it in the log.
type Token struct{ Name, Secret string }

// tokens finds the client of a secret. Secrets are compared by their hashes, so that the time a comparison takes says nothing about them.
type tokens map[[sha256.Size]byte]string

func newTokens(list []Token) tokens {
	t := tokens{}
	for _, x := range list {
		t[sha256.Sum256([]byte(x.Secret))] = x.Name
	}
	return t
}

// client names who asks: the name of a token, or the address where no token is needed; ok is false when a token is needed and missing or wrong.
func (t tokens) client(r *http.Request) (name string, ok bool) {
	if len(t) == 0 {
		return addressOf(r), true
	}
	secret, found := secretOf(r)
	if !found {
		return addressOf(r), false
	}
	if name, ok = t[sha256.Sum256([]byte(secret))]; !ok {
		return addressOf(r), false
	}
	return "token " + name, true
}

// secretOf reads a bearer token (RFC 6750), or the password of basic authentication (RFC 7617), which browsers ask for by themselves.
func secretOf(r *http.Request) (string, bool) {
	kind, value, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if strings.EqualFold(kind, "bearer") {
		return strings.TrimSpace(value), true
	}
	_, password, ok := r.BasicAuth()
	return password, ok
}

// addressOf is the client's address; for IPv6 the network of 64 bits, because a client has all of its addresses.
func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	ip = ip.Unmap()
	if ip.Is6() {
		if p, err := ip.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return ip.String()
}

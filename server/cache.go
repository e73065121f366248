package server

import (
	"container/list"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"sync"
)

// cache keeps the answers used last, within a number of bytes.
type cache struct {
	mu    sync.Mutex
	most  int64
	bytes int64
	order *list.List // of *kept, the last used first
	byKey map[string]*list.Element
}

type kept struct {
	key string
	a   *answer
}

func newCache(most int64) *cache {
	return &cache{most: most, order: list.New(), byKey: map[string]*list.Element{}}
}

func (c *cache) get(key string) (*answer, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byKey[key]
	if !ok {
		return nil, false
	}
	c.order.MoveToFront(e)
	return e.Value.(*kept).a, true
}

// put keeps an answer, unless it would push out more than a quarter of the others.
func (c *cache) put(key string, a *answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	size := keptBytes(key, a)
	if _, known := c.byKey[key]; known || size > c.most/4 {
		return
	}
	c.byKey[key] = c.order.PushFront(&kept{key, a})
	c.bytes += size
	for c.bytes > c.most {
		e := c.order.Back()
		old := c.order.Remove(e).(*kept)
		delete(c.byKey, old.key)
		c.bytes -= keptBytes(old.key, old.a)
	}
}

// keptBytes is about what an answer takes: its body, its key twice, and the list.
func keptBytes(key string, a *answer) int64 { return int64(cap(a.Body) + 2*len(key) + 512) }

// etag is a strong validator: the same bytes, the same tag.
func etag(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + hex.EncodeToString(sum[:12]) + `"`
}

// matches tells whether an If-None-Match field names the tag (RFC 9110, 13.1.2; the comparison is weak).
func matches(field, tag string) bool {
	for _, part := range strings.Split(field, ",") {
		part = strings.TrimPrefix(strings.TrimSpace(part), "W/")
		if part == tag || part == "*" {
			return true
		}
	}
	return false
}

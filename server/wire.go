package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

// refusalFields are those of the answers that net/http gives by itself to what is no request: they pass no handler and are plain text.
const refusalFields = "Content-Type: text/plain; charset=utf-8\r\nConnection: close"

// Write is part of net.Conn. What net/http refuses by itself is answered as a problem too.
func (c *countedConn) Write(p []byte) (int, error) {
	if q, ok := refusalAsProblem(p); ok {
		_, err := c.Conn.Write(q)
		return len(p), err
	}
	return c.Conn.Write(p)
}

// refusalAsProblem rewrites such an answer; ok is false for any other bytes. Answers of handlers carry more fields.
func refusalAsProblem(p []byte) (q []byte, ok bool) {
	head, text, _ := bytes.Cut(p, []byte("\r\n\r\n"))
	line, fields, _ := bytes.Cut(head, []byte("\r\n"))
	status, isHTTP := bytes.CutPrefix(line, []byte("HTTP/1.1 "))
	if !isHTTP || string(fields) != refusalFields || len(status) < 3 {
		return nil, false
	}
	code, err := strconv.Atoi(string(status[:3]))
	if err != nil || code < http.StatusBadRequest {
		return nil, false
	}
	body, err := json.Marshal(NewProblem(code, "not a request that can be read: "+string(bytes.TrimSpace(bytes.TrimPrefix(text, status[:3])))))
	if err != nil {
		return nil, false
	}
	return fmt.Appendf(nil, "%s\r\nContent-Type: %s\r\nContent-Length: %d\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n%s", line, problemType, len(body), body), true
}

// Package server serves pages over HTTP: documents with tables and figures, long work as jobs, and the files of a web page.
//
// It knows requests, formats, limits, clients, problems (RFC 9457), metrics, the OpenAPI description and how to stop in order. It must not
// know what a page says: callers register pages whose documents, tables and figures come from elsewhere, so that an address and a verb of the
// command line cannot differ. No science, no drug, no evidence.
package server

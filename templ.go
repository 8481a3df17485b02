// Package chatelaine is the whole of Chatelaine, a self-hosted portal for an organization's API keys: who holds one,
// what it may do, what it owns, when it ends.
//
// Nothing is in this package itself. To run the portal, see chatelaine/cmd/chatelaine; to read it, begin with
// [chatelaine/store], the domain, whose Store is everything that people do. chatelaine/store/sqlstore keeps it in a
// database, chatelaine/web answers browsers, with chatelaine/views for what they show and chatelaine/static for their
// style sheets and scripts. Imports point from cmd to web to views to store, and from cmd to sqlstore to store; a test
// in cmd/chatelaine holds them to that.
//
// The *_templ.go files are generated and committed, so that a fresh clone runs with nothing but Go.
package chatelaine

//go:generate go tool templ generate

// Package sessiontest has what tests of a session need: a recorder of events, the grammar that every stream must keep,
// and peers that answer byte for byte what a test tells them. Only tests import it.
package sessiontest

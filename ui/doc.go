// Package ui has the views of Ladle's window, one file a pane, on the widgets of package kit.
//
// A view keeps no truth: it draws a snapshot of the timeline's model, a request that is being composed, or the session's
// properties, and reports what a person does through the functions that it was made with. Everything here runs on the
// goroutine of the main loop; work that may take longer than a few milliseconds is done elsewhere and comes back through
// Deps.Post.
package ui

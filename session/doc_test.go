package session_test

import (
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ladle/session"
)

// TestGrammarOfThePackageComment: the grammar knows every kind of event that a message can have, and no other.
func TestGrammarOfThePackageComment(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(file.Doc.Text(), "# The grammar of events")
	block, _, ok := strings.Cut(after, "exactly once")
	if !ok {
		t.Fatal("the package comment has no grammar")
	}
	block = regexp.MustCompile(`;.*`).ReplaceAllString(block, "")
	words := regexp.MustCompile(`[a-z]+(-[a-z]+)*`).FindAllString(block[strings.Index(block, "message ="):], -1)
	elsewhere := []session.Kind{session.KindWroteBodyData, session.KindGotBodyData, session.KindConnectionIdle, session.KindConnectionTaken,
		session.KindConnectionClosed, session.KindPropertyChanged, session.KindHoldNew, session.KindTrustChanged}
	known := []string{"message", "attempt", "opening", "hold", "end", "and"} // the rules, and the text that follows
	for k := session.KindRequestQueued; k <= session.KindTrustChanged; k++ {
		known = append(known, k.String())
		if in := slices.Contains(words, k.String()); in == slices.Contains(elsewhere, k) {
			t.Errorf("%v: in the grammar %v", k, in)
		}
	}
	for _, w := range words {
		if !slices.Contains(known, w) && !strings.Contains("request-unqueued come", w) {
			t.Errorf("%s is no event", w)
		}
	}
}

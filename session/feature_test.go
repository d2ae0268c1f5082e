package session_test

import (
	"errors"
	"slices"
	"testing"

	"ladle/session"
)

// spice is a feature of which there may be several, each of its own name.
type spice struct{ name string }

func (f *spice) Name() string             { return f.name }
func (*spice) Attach(*session.Session)    {}
func (*spice) Detach(*session.Session)    {}
func (f *spice) Starting(t *session.Turn) { t.Message().AddField("X-Spice", f.name) }

// rack is a feature that takes jars, one of each label.
type rack struct{ jars []jar }

type jar struct{ label string }

func (*rack) Name() string            { return "rack" }
func (*rack) Attach(*session.Session) {}
func (*rack) Detach(*session.Session) {}

func (k *rack) AddPart(part any) (bool, error) {
	j, ok := part.(jar)
	switch {
	case !ok:
		return false, nil
	case slices.Contains(k.jars, j):
		return true, session.ErrFeatureAdded
	}
	k.jars = append(k.jars, j)
	return true, nil
}

func (k *rack) RemoveParts(t session.FeatureType) int {
	n := len(k.jars)
	k.jars = slices.DeleteFunc(k.jars, func(j jar) bool { return t.Has(j) })
	return n - len(k.jars)
}

func (k *rack) HasPart(t session.FeatureType) bool {
	return slices.ContainsFunc(k.jars, func(j jar) bool { return t.Has(j) })
}

var _ session.Host = (*rack)(nil)

func TestFeaturesNewestFirst(t *testing.T) {
	t.Parallel()
	p := hello(t)
	r := newRig(t, session.Options{})
	standing := len(r.Features())
	salt, pepper := &spice{"salt"}, &spice{"pepper"}
	for _, f := range []*spice{salt, pepper} {
		if err := r.AddFeature(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.AddFeature(&spice{"salt"}); err != session.ErrFeatureAdded {
		t.Error("two of one name:", err)
	}
	if got := session.FeaturesOf[*spice](r.Session); !slices.Equal(got, []*spice{pepper, salt}) {
		t.Error(got)
	}
	if got := r.Features(); len(got) != standing+2 || got[0] != session.Feature(pepper) {
		t.Error(got)
	}
	if f, ok := session.FeatureOf[*spice](r.Session); !ok || f != pepper {
		t.Error(f)
	}
	if f, ok := session.FeatureOf[*rack](r.Session); ok {
		t.Error(f)
	}
	for _, ft := range []session.FeatureType{session.TypeOf[*spice](), session.TypeOf[session.StartingHook](), session.TypeOf[*session.HTTPRequest]()} {
		if !r.HasFeature(ft) {
			t.Error("there is no", ft)
		}
	}
	if ft := session.TypeOf[jar](); r.HasFeature(ft) {
		t.Error("there is", ft)
	}
	spiced := func(m *session.Message) []string {
		t.Helper()
		if st := r.send(m); st != 200 {
			t.Fatal(st, m.Err())
		}
		return m.Attempts()[0].Sent.Fields.Values("X-Spice")
	}
	if got := spiced(message(t, "GET", p.URL("/"))); !slices.Equal(got, []string{"pepper", "salt"}) {
		t.Error("hooks in the order", got)
	}
	plain := message(t, "GET", p.URL("/"))
	plain.DisableFeature(session.TypeOf[*spice]())
	if f, ok := session.FeatureFor[*spice](r.Session, plain); ok {
		t.Error("disabled, and yet", f)
	}
	if f, ok := session.FeatureFor[*spice](r.Session, message(t, "GET", p.URL("/"))); !ok || f != pepper {
		t.Error(f)
	}
	if got := spiced(plain); got != nil {
		t.Error("disabled, and yet", got)
	}
}

func TestFeaturesComeAndGo(t *testing.T) {
	t.Parallel()
	p := hello(t)
	r := newRig(t, session.Options{})
	salt, pepper := &spice{"salt"}, &spice{"pepper"}
	if err := session.AddFeatureType(r.Session, func() *spice { return salt }); err != nil {
		t.Fatal(err)
	}
	// A message keeps the features that there were when it was queued.
	m := message(t, "GET", p.URL("/"))
	if err := r.QueueHeld(m, nil); err != nil {
		t.Fatal(err)
	}
	r.await(m, session.KindHeld)
	if err := r.AddFeature(pepper); err != nil {
		t.Fatal(err)
	}
	r.RemoveFeature(salt)
	r.RemoveFeature(salt) // it is not there any more: nothing
	if err := r.Release(m); err != nil {
		t.Fatal(err)
	}
	r.ended(m)
	if got := m.Attempts()[0].Sent.Fields.Values("X-Spice"); !slices.Equal(got, []string{"salt"}) {
		t.Error("queued before, sent with", got)
	}
	if got := session.FeaturesOf[*spice](r.Session); !slices.Equal(got, []*spice{pepper}) {
		t.Error(got)
	}
	if err := r.AddFeature(salt); err != nil {
		t.Error("removed, and not taken again:", err)
	}
	if n := r.RemoveFeatureType(session.TypeOf[*spice]()); n != 2 || r.HasFeature(session.TypeOf[*spice]()) {
		t.Error(n, "removed")
	}
	if n := r.RemoveFeatureType(session.TypeOf[*spice]()); n != 0 {
		t.Error(n, "removed of none")
	}
}

func TestPartsOfFeatures(t *testing.T) {
	t.Parallel()
	r := newRig(t, session.Options{})
	jars := session.TypeOf[jar]()
	curry := func() jar { return jar{"curry"} }
	if err := session.AddFeatureType(r.Session, curry); !errors.Is(err, session.ErrNoTaker) {
		t.Error("nobody takes it:", err)
	}
	older, newer := &rack{}, &rack{}
	if err := r.AddFeature(older); err != nil {
		t.Fatal(err)
	}
	if err := session.AddFeatureType(r.Session, curry); err != nil || !older.HasPart(jars) || !r.HasFeature(jars) {
		t.Error(err, older.jars)
	}
	if err := r.AddPart(jar{"curry"}); !errors.Is(err, session.ErrFeatureAdded) {
		t.Error("twice:", err)
	}
	if err := r.AddPart(jar{"cumin"}); err != nil {
		t.Error(err)
	}
	r.RemoveFeature(older)
	if r.HasFeature(jars) {
		t.Error("the parts outlive their feature")
	}
	if err := r.AddFeature(newer); err != nil {
		t.Fatal(err)
	}
	if err := r.AddPart(jar{"thyme"}); err != nil {
		t.Error(err)
	}
	if n := r.RemoveFeatureType(jars); n != 1 || r.HasFeature(jars) || !r.HasFeature(session.TypeOf[*rack]()) {
		t.Error(n, "removed")
	}
}

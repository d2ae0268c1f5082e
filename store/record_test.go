package store

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"testing"

	"ladle/session"
)

func TestPackedEventsAreSmallAndComeBack(t *testing.T) {
	t.Parallel()
	var st story
	st.exchange(1, "http://127.0.0.1:8080/api/admin/orders?state=open", 200, 2000)
	events := st.take()
	blob, err := packEvents(events)
	if err != nil {
		t.Fatal(err)
	}
	if len(blob) > 700 {
		t.Errorf("%d bytes for %d events", len(blob), len(events))
	}
	back, err := unpackEvents(blob)
	if err != nil || len(back) != len(events) {
		t.Fatalf("%d events, %v", len(back), err)
	}
	for i := range back {
		want := events[i]
		if a, ok := want.Detail.(*session.Asked); ok {
			want.Detail = &session.Asked{Method: a.Method, URL: a.URL, Fields: session.MaskFields(a.Fields)}
		}
		if a, ok := want.Detail.(*session.Sent); ok {
			want.Detail = &session.Sent{Method: a.Method, Target: a.Target, Proto: a.Proto, Fields: session.MaskFields(a.Fields)}
		}
		if !reflect.DeepEqual(back[i], want) {
			t.Errorf("event %d\n%+v, want\n%+v", i, back[i], want)
		}
	}
}

func TestUnknownEventsAreLeftOut(t *testing.T) {
	t.Parallel()
	blob := pack([]byte(`{"seq":1,"ms":1,"event":"from-the-future","message":1}` + "\n" + `{"seq":2,"ms":1,"event":"starting","message":1}` + "\n"))
	events, err := unpackEvents(blob)
	if err != nil || len(events) != 1 || events[0].Kind != session.KindStarting {
		t.Errorf("%v, %v", events, err)
	}
}

func TestDamagedRecordsAreErrors(t *testing.T) {
	t.Parallel()
	blob := pack(bytes.Repeat([]byte("some text of some length "), 1+rand.IntN(100)))
	for _, b := range [][]byte{{99, 1, 2}, blob[:len(blob)-3], append([]byte{packFormat}, 0xff, 0xff)} {
		if _, err := unpackEvents(b); err == nil {
			t.Errorf("% x has no error", b[:3])
		}
	}
}

func FuzzUnpack(f *testing.F) {
	var st story
	st.exchange(1, "http://a/", 200, 1)
	blob, err := packEvents(st.take())
	if err != nil {
		f.Fatal(err)
	}
	request, err := packRequest(Request{Method: "GET", URL: "http://a/", Body: RequestBody{Kind: TextBody, Text: "\xff"}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(blob)
	f.Add(request)
	f.Fuzz(func(t *testing.T, blob []byte) {
		if events, err := unpackEvents(blob); err == nil {
			summarize(epoch, events)
		}
		if r, err := unpackRequest(blob); err == nil {
			if _, err := packRequest(r); err != nil {
				t.Fatal(err)
			}
		}
	})
}

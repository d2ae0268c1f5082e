package session

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"ladle/session/http1"
)

// filled gives a detail of the type that k carries with every field set.
func filled(k Kind) Detail {
	d := newDetail(k)
	if d == nil {
		return nil
	}
	fillValue(reflect.ValueOf(d).Elem(), 3)
	return d
}

func fillValue(v reflect.Value, depth int) {
	if depth == 0 {
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("text")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int8, reflect.Int64:
		v.SetInt(2)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(2)
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes([]byte("raw"))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fillValue(v.Index(0), depth)
	case reflect.Pointer:
		if v.Type() == reflect.TypeFor[*Error]() {
			return // has a test of its own: its cause comes back as a text
		}
		v.Set(reflect.New(v.Type().Elem()))
		fillValue(v.Elem(), depth-1)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fillValue(v.Field(i), depth)
			}
		}
	}
}

func TestEventJSON(t *testing.T) {
	t.Parallel()
	for k := Kind(1); k < numKinds; k++ {
		e := Event{Seq: 7, At: 1234567 * time.Microsecond, Message: 3, N: 9, Conn: 2, Attempt: 1, Kind: k, Detail: filled(k)}
		b, err := json.Marshal(e)
		if err != nil {
			t.Fatalf("%v: %v", k, err)
		}
		var back Event
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatalf("%v: %v\n%s", k, err, b)
		}
		if !reflect.DeepEqual(back, e) {
			t.Errorf("%v: %s comes back as %+v", k, b, back)
		}
		if k.String() == "unknown" || !strings.Contains(string(b), `"event":"`+k.String()+`"`) {
			t.Errorf("%s", b)
		}
	}
	var e Event
	for _, s := range []string{`{"event":"no-such"}`, `{"event":"finished","detail":3}`, `{"event":"finished","ms":1e300}`, `[]`} {
		if json.Unmarshal([]byte(s), &e) == nil {
			t.Errorf("%s was read", s)
		}
	}
}

func TestEventJSONTimes(t *testing.T) {
	t.Parallel()
	for us := range 5000 {
		at := time.Duration(us*7) * time.Microsecond
		b, _ := json.Marshal(Event{Kind: KindStarting, At: at})
		var back Event
		if json.Unmarshal(b, &back); back.At != at {
			t.Fatalf("%v comes back as %v", at, back.At)
		}
	}
}

func TestEventJSONHidesSecrets(t *testing.T) {
	t.Parallel()
	fs := Fields{{Name: "Authorization", Value: "Basic hunter2"}, {Name: "Set-Cookie", Value: "a=hunter2"}, {Name: "Location", Value: "http://a:hunter2@h/"}}
	for k, d := range map[Kind]Detail{KindRequestQueued: &Asked{Fields: fs}, KindWroteHeaders: &Sent{Fields: fs}, KindGotHeaders: &Response{Fields: fs},
		KindGotBody: &BodyEnd{Trailer: fs}} {
		b, err := json.Marshal(Event{Kind: k, Detail: d})
		if err != nil || strings.Contains(string(b), "hunter2") || !strings.Contains(string(b), Mask) {
			t.Errorf("%s %v", b, err)
		}
	}
	if fs[0].Value != "Basic hunter2" {
		t.Error("the event itself was changed")
	}
	b, _ := json.Marshal(map[string]any{"s": Secret("hunter2")})
	if strings.Contains(string(b), "hunter2") || Secret("hunter2").Reveal() != "hunter2" {
		t.Errorf("%s", b)
	}
}

func TestErrorJSON(t *testing.T) {
	t.Parallel()
	e := &Error{Stage: StageRead, Status: StatusMalformed, URL: "http://h/", Address: "h:80", Raw: []byte("x\r\n"), Finding: &Finding{Rule: "r", Title: "Title"},
		Err: &http1.Error{Kind: http1.Malformed, Finding: http1.Finding{Title: "Wrong thing"}}}
	b, err := json.Marshal(&Outcome{Status: 8, Err: e})
	if err != nil {
		t.Fatal(err)
	}
	var back Outcome
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	what, try := e.Sentence()
	w, y := back.Err.Sentence()
	if w != what || y != try || back.Err.Error() != e.Error() || back.Err.Finding.Rule != "r" || string(back.Err.Raw) != "x\r\n" {
		t.Errorf("%s\ncomes back as %v, %q %q", b, back.Err, w, y)
	}
	again, _ := json.Marshal(&back)
	if string(again) != string(b) {
		t.Errorf("written again as\n%s, first\n%s", again, b)
	}
}

// FuzzEventJSON looks for a text that is read and then written differently each time.
func FuzzEventJSON(f *testing.F) {
	for k := Kind(1); k < numKinds; k++ {
		b, _ := json.Marshal(Event{Seq: 1, At: 1, Kind: k, Detail: filled(k)})
		f.Add(b)
	}
	f.Add([]byte(`{"event":"finished","ms":0.0005,"detail":{"error":{"text":"x"}}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var e Event
		if json.Unmarshal(b, &e) != nil {
			return
		}
		one, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var back Event
		if err := json.Unmarshal(one, &back); err != nil {
			t.Fatalf("%v\n%s", err, one)
		}
		two, _ := json.Marshal(back)
		if string(one) != string(two) {
			t.Errorf("written as\n%s, then as\n%s", one, two)
		}
	})
}

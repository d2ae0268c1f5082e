package ui

import (
	"errors"
	"strings"

	"ladle/store"
)

// savedRequest is what became of saving a request.
type savedRequest struct {
	Ref     store.Ref
	Changed *store.ChangedError // somebody else changed it on disk: nothing was written
	Gone    bool                // it is gone from the disk: nothing was written
}

// saveRequest writes r in the place that ref names, or, when ref is the zero value, into a new file of the library that
// is named after it. A request that was changed on disk is no error: the person is to be asked, and overwriteRequest
// or reloadRequest is the answer. It goes to the disk: call it off the main goroutine.
func saveRequest(lib *store.Library, ref store.Ref, r store.Request) (savedRequest, error) {
	if ref == (store.Ref{}) {
		return createRequest(lib, "", r)
	}
	next, err := lib.Save(ref, r)
	var changed *store.ChangedError
	if errors.As(err, &changed) {
		return savedRequest{Ref: ref, Changed: changed, Gone: changed.Theirs == ""}, nil
	}
	if err != nil {
		return savedRequest{}, err
	}
	return savedRequest{Ref: next}, nil
}

// createRequest writes r into a new file of a folder of the library; "" is the library itself.
func createRequest(lib *store.Library, folder string, r store.Request) (savedRequest, error) {
	if r.Name == "" {
		r.Name = nameFor(r)
	}
	ref, err := lib.Create(folder, r.Name, r)
	if err != nil {
		return savedRequest{}, err
	}
	return savedRequest{Ref: ref}, nil
}

// overwriteRequest saves r over what somebody else made of it. A request that is gone becomes a new file beside it.
func overwriteRequest(lib *store.Library, ref store.Ref, r store.Request) (savedRequest, error) {
	_, theirs, err := lib.Load(ref.Path, ref.Index)
	if err != nil {
		folder := ""
		if i := strings.LastIndexByte(ref.Path, '/'); i >= 0 {
			folder = ref.Path[:i]
		}
		return createRequest(lib, folder, r)
	}
	return saveRequest(lib, theirs, r)
}

// nameFor names a request that is saved without a name: its method and the end of its path.
func nameFor(r store.Request) string {
	method := r.Method
	if method == "" {
		method = "GET"
	}
	return method + " " + shortName(r.URL)
}

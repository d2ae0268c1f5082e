// Package convert reads and writes requests in the forms that other tools use: curl command lines and .http files.
//
// Importers give what they could read together with notes about what they could not: a [Note] names the part and
// says in a sentence what became of it. Only input that makes no sense as a whole is an error. Nothing here opens a
// file or a connection; everything may be called from any goroutine.
//
//	req, notes, err := convert.ParseCurl(`curl -d a=1 http://127.0.0.1/form`)
//	line := convert.FormatCurl(req, convert.CurlOptions{})
package convert

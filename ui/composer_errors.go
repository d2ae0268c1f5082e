package ui

import (
	"errors"
	"strings"

	"ladle/session"
)

// Problem is the sentence that ShowError shows, "" if there is none.
func (c *composer) Problem() string { return c.problem }

// ClearErrors takes the marks of ShowError away.
func (c *composer) ClearErrors() {
	if c.problem == "" {
		return
	}
	c.problem = ""
	c.bar.clearErrors()
	c.body.clearError()
	for i := range c.req.Fields {
		c.headers.SetProblem(i, "")
	}
}

// ShowError marks what is wrong where it was typed, and says what to do about it.
func (c *composer) ShowError(err error) {
	c.ClearErrors()
	var bad *session.URLError
	var field *session.FieldError
	var file *BodyFileError
	switch {
	case errors.As(err, &bad):
		c.problem = sentences(bad.What, bad.Try)
		c.bar.markURL(c.problem)
		c.FocusURL()
	case errors.As(err, &field) && field.Part != "method":
		c.problem = sentences(field.What, field.Try)
		c.markField(field)
	case errors.As(err, &file):
		c.problem = sentences(file.What, file.Try)
		c.choosePage(composerBodyTab)
		c.body.markFile(c.problem)
	default:
		c.problem = errorSentence(err)
		c.bar.tell(errorNotice(c.problem))
	}
}

func errorSentence(err error) string {
	var field *session.FieldError
	if errors.As(err, &field) {
		return sentences(field.What, field.Try)
	}
	var se *session.Error
	if errors.As(err, &se) {
		return sentences(se.Sentence())
	}
	return err.Error()
}

// sentences joins what is wrong and what to do.
func sentences(what, try string) string {
	what = strings.TrimSuffix(what, ".")
	if try == "" {
		return what + "."
	}
	return what + ". " + strings.TrimSuffix(try, ".") + "."
}

// markField marks the row that a field error is about.
func (c *composer) markField(e *session.FieldError) {
	c.choosePage(composerHeaders)
	for i, f := range c.req.Fields {
		wrong := f.Name == e.Value
		if e.Part == "value" {
			wrong = strings.EqualFold(f.Name, e.Name) && (e.Value == "" || f.Value == e.Value)
		}
		if !f.Off && wrong {
			c.headers.SetProblem(i, c.problem)
			c.headers.Focus(i)
			return
		}
	}
	c.bar.tell(errorNotice(c.problem))
}

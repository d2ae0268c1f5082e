package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// flag is one flag of a subcommand whose options are a T. It is a switch (on), takes a value (set), or stands for
// something that is not built yet (missing).
type flag[T any] struct {
	short   byte   // 0 for none
	long    string // without dashes
	value   string // what the value is called in the help, for a flag with set
	group   string // heading in the help; the one before when empty
	about   string
	on      func(*T)
	set     func(*T, string) error
	missing bool
	takes   bool // a missing flag has a value
}

// described is what the help shows of a flag.
type described struct {
	short                     byte
	long, value, group, about string
	missing                   bool
}

func describe[T any](flags []flag[T]) []described {
	out := make([]described, len(flags))
	for i, f := range flags {
		out[i] = described{f.short, f.long, f.value, f.group, f.about, f.missing}
	}
	return out
}

func (f *flag[T]) takesValue() bool { return f.set != nil || f.takes }

// name is the flag as people write it.
func (f *flag[T]) name() string { return "--" + f.long }

// errHelp is returned by parse for the flag named help.
var errHelp = errors.New("help is asked for")

// parse reads args into o and returns the operands. As in curl, flags and operands may be mixed, short flags may be
// combined (-sS), and the value of a short flag may follow it directly (-XPOST); --flag=value is accepted too. "--"
// ends the flags. The error is a sentence, or errHelp.
func parse[T any](command string, flags []flag[T], args []string, o *T) (operands []string, err error) {
	p := parser[T]{command: command, flags: flags, args: args, o: o}
	for len(p.args) > 0 {
		a := p.args[0]
		p.args = p.args[1:]
		switch {
		case a == "--":
			return append(operands, p.args...), nil
		case a == "-" || !strings.HasPrefix(a, "-"):
			operands = append(operands, a)
		case strings.HasPrefix(a, "--"):
			err = p.long(a[2:])
		default:
			err = p.cluster(a[1:])
		}
		if err != nil {
			return nil, err
		}
	}
	return operands, nil
}

type parser[T any] struct {
	command string
	flags   []flag[T]
	args    []string // what has not been read
	o       *T
}

// long reads --name, --name value or --name=value.
func (p *parser[T]) long(text string) error {
	name, value, joined := strings.Cut(text, "=")
	for i := range p.flags {
		f := &p.flags[i]
		if f.long != name {
			continue
		}
		switch {
		case !f.takesValue() && joined:
			return fmt.Errorf("%s takes no value", f.name())
		case !f.takesValue():
			return p.turnOn(f)
		case joined:
			return p.give(f, f.name(), value)
		}
		return p.next(f, f.name())
	}
	return p.unknown("--" + name)
}

// cluster reads what follows one dash: switches, of which the last may be a flag with a value.
func (p *parser[T]) cluster(text string) error {
	for i := 0; i < len(text); i++ {
		f := p.short(text[i])
		switch {
		case f == nil:
			return p.unknown("-" + text[i:i+1])
		case !f.takesValue():
			if err := p.turnOn(f); err != nil {
				return err
			}
			continue
		case i+1 < len(text):
			return p.give(f, "-"+text[i:i+1], text[i+1:])
		}
		return p.next(f, "-"+text[i:i+1])
	}
	return nil
}

func (p *parser[T]) short(c byte) *flag[T] {
	for i := range p.flags {
		if p.flags[i].short == c {
			return &p.flags[i]
		}
	}
	return nil
}

func (p *parser[T]) turnOn(f *flag[T]) error {
	switch {
	case f.missing:
		return notBuilt(f.name())
	case f.long == "help":
		return errHelp
	}
	f.on(p.o)
	return nil
}

// next takes the value of f from the following argument.
func (p *parser[T]) next(f *flag[T], as string) error {
	if len(p.args) == 0 && !f.missing {
		return fmt.Errorf("%s needs a value: %s", as, f.value)
	}
	v := ""
	if len(p.args) > 0 {
		v, p.args = p.args[0], p.args[1:]
	}
	return p.give(f, as, v)
}

func (p *parser[T]) give(f *flag[T], as, value string) error {
	if f.missing {
		return notBuilt(as)
	}
	if err := f.set(p.o, value); err != nil {
		return fmt.Errorf("%s: %w", as, err)
	}
	return nil
}

func notBuilt(flag string) error { return fmt.Errorf("%s is not built yet", flag) }

func (p *parser[T]) unknown(flag string) error {
	return fmt.Errorf("there is no flag %s for %s", flag, p.command)
}

// count reads a whole number from 1.
func count(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%q is not a whole number from 1", text)
	}
	return n, nil
}

// seconds reads a time in seconds, with a fraction or without, more than 0.
func seconds(text string) (time.Duration, error) {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || !(f > 0) || f > 1e9 {
		return 0, fmt.Errorf("%q is not a number of seconds", text)
	}
	return max(time.Duration(f*float64(time.Second)), 1), nil
}

package main

import (
	"fmt"
	"io"
	"strings"
)

// helpColumn is the column at which flag descriptions begin.
const helpColumn = 30

func runHelp(args []string, env Env) int {
	if len(args) == 0 {
		overview(env.Stdout)
		return 0
	}
	for _, c := range commands() {
		if c.name == args[0] {
			page(env.Stdout, c)
			return 0
		}
	}
	return complain(env, "There is no subcommand "+args[0], "ladle help lists them")
}

func overview(w io.Writer) {
	fmt.Fprintf(w, "%s\n\nusage:\n  %-34s open the window\n  %-34s open it with the practice server\n", build(), "ladle", "ladle --playground")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-34s %s\n", "ladle "+c.name+" "+c.use, c.about)
	}
	fmt.Fprint(w, "\nladle help SUBCOMMAND explains one.\n")
}

// page writes the help of one subcommand.
func page(w io.Writer, c command) {
	fmt.Fprintf(w, "ladle %s %s\n\n%s\n", c.name, c.use, ended(capital(c.about)))
	if c.long != "" {
		fmt.Fprintf(w, "\n%s\n", strings.TrimSpace(c.long))
	}
	missing := []string{}
	for _, f := range c.flags {
		if f.missing {
			missing = append(missing, spell(f))
			continue
		}
		if f.group != "" {
			fmt.Fprintf(w, "\n%s\n", f.group)
		}
		line := "  " + spell(f)
		if len(line) >= helpColumn {
			fmt.Fprintf(w, "%s\n%*s%s\n", line, helpColumn, "", f.about)
			continue
		}
		fmt.Fprintf(w, "%-*s%s\n", helpColumn, line, f.about)
	}
	if len(missing) > 0 {
		fmt.Fprintf(w, "\nNot built yet, refused with exit code 2\n%s\n", wrap(strings.Join(missing, ", "), 76))
	}
}

// spell writes a flag as in "-X, --request METHOD".
func spell(f described) string {
	s := "    --" + f.long
	if f.missing {
		s = "--" + f.long
	}
	if f.short != 0 {
		s = "-" + string(rune(f.short)) + ", --" + f.long
	}
	if f.value != "" {
		s += " " + f.value
	}
	return s
}

// wrap breaks text at blanks into indented lines of at most width bytes.
func wrap(text string, width int) string {
	var b strings.Builder
	col := 0
	for word := range strings.FieldsSeq(text) {
		if col > 0 && col+1+len(word) > width {
			b.WriteByte('\n')
			col = 0
		}
		if col == 0 {
			b.WriteString("  ")
			col = 2
		} else {
			b.WriteByte(' ')
			col++
		}
		b.WriteString(word)
		col += len(word)
	}
	return b.String()
}

package convert

import "strings"

// splitCmd takes a line apart as the command interpreter of Windows and then a C program do. Browsers write such
// lines for "copy as cURL (cmd)".
func splitCmd(line string) (words []word, rest string) {
	text, rest := unCaret(line)
	return splitArgv(text), rest
}

// unCaret removes the carets of cmd.exe: outside quotes a caret makes the next character plain, and a line end after
// a caret vanishes while the character after it is plain too. An unescaped line end or | & > ends the command.
func unCaret(line string) (text, rest string) {
	line = strings.ReplaceAll(line, "\r\n", "\n")
	var b strings.Builder
	quoted := false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '"':
			quoted = !quoted
			b.WriteByte(c)
		case c == '^' && !quoted:
			i++
			if i < len(line) && line[i] == '\n' {
				i++
			}
			if i < len(line) {
				b.WriteByte(line[i])
			}
		case c == '\n', !quoted && (c == '|' || c == '&' || c == '>' || c == '<'):
			if rest := strings.TrimSpace(line[i:]); rest != "" {
				return b.String(), rest
			}
			return b.String(), ""
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), ""
}

// splitArgv splits by the rules of the C runtime of Windows: backslashes count only before a quote, where two make
// one and an odd one makes the quote plain; "" inside quotes is a quote.
func splitArgv(text string) []word {
	var words []word
	var cur strings.Builder
	inWord, quoted := false, false
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '\\':
			n := i
			for n < len(text) && text[n] == '\\' {
				n++
			}
			slashes := n - i
			if n < len(text) && text[n] == '"' {
				cur.WriteString(strings.Repeat(`\`, slashes/2))
				if slashes%2 == 1 {
					cur.WriteByte('"')
					n++
				}
			} else {
				cur.WriteString(strings.Repeat(`\`, slashes))
			}
			inWord = true
			i = n - 1
		case c == '"' && quoted && i+1 < len(text) && text[i+1] == '"':
			cur.WriteByte('"')
			i++
		case c == '"':
			quoted, inWord = !quoted, true
		case !quoted && (c == ' ' || c == '\t'):
			if inWord {
				words = append(words, word{text: cur.String()})
				cur.Reset()
			}
			inWord = false
		default:
			cur.WriteByte(c)
			inWord = true
		}
	}
	if inWord {
		words = append(words, word{text: cur.String()})
	}
	return words
}

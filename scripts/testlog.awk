# Turns the events of `go test -json` into a log that a person reads. Ends with 1
# when no test ran at all; whether one failed is go test's own status.

BEGIN {
	for (i = 32; i < 127; i++) ascii[sprintf("%04x", i)] = sprintf("%c", i)
	escape["n"] = "\n"; escape["t"] = "\t"; escape["r"] = "\r"; escape["b"] = "\b"; escape["f"] = "\f"
	passed = failed = skipped = 0
}

# value returns the text of a JSON string member of the line, unescaped.
function value(name,    at, rest, text, c, code) {
	at = index($0, "\"" name "\":\"")
	if (!at) return ""
	rest = substr($0, at + length(name) + 4)
	text = ""
	while (match(rest, /["\\]/)) {
		text = text substr(rest, 1, RSTART - 1)
		c = substr(rest, RSTART, 1)
		if (c == "\"") return text
		c = substr(rest, RSTART + 1, 1)
		rest = substr(rest, RSTART + 2)
		if (c == "u") {
			code = tolower(substr(rest, 1, 4))
			rest = substr(rest, 5)
			text = text ((code in ascii) ? ascii[code] : "\\u" code)
		} else {
			text = text ((c in escape) ? escape[c] : c)
		}
	}
	return text
}

# reason returns a skipped test's own words on one line.
function reason(text) {
	gsub(/--- SKIP[^\n]*\n/, "", text)
	gsub(/[ \t\n]+/, " ", text)
	sub(/^ /, "", text); sub(/ $/, "", text)
	return text
}

# unfinished prints what tests of a failed package wrote that never came to an end.
function unfinished(package,    key, part) {
	for (key in buffer) {
		split(key, part, SUBSEP)
		if (part[1] != package) continue
		printf "%s", buffer[key]
		delete buffer[key]
	}
}

substr($0, 1, 1) != "{" { print; next }

{
	action = value("Action"); package = value("Package"); test = value("Test")
	key = package SUBSEP test
}

action == "build-output" { printf "%s", value("Output"); next }

action == "output" {
	text = value("Output")
	if (text ~ /^=== (RUN|PAUSE|CONT|NAME) / || text == "PASS\n") next
	if (test == "") printf "%s", text
	else buffer[key] = buffer[key] text
	next
}

test != "" && action == "pass" { passed++; delete buffer[key]; next }

test != "" && action == "skip" {
	skipped++
	reasons[skipped] = package " " test ": " reason(buffer[key])
	delete buffer[key]
	next
}

test != "" && action == "fail" {
	failed++; lost[package]++
	printf "%s", buffer[key]
	delete buffer[key]
	next
}

# A package that fails without a failing test did not build, panicked or hung.
action == "fail" {
	if (!lost[package]) failed++
	unfinished(package)
}

END {
	for (i = 1; i <= skipped; i++) print "skipped: " reasons[i]
	printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
	if (passed + failed == 0) exit 1
}

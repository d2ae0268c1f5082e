package kit

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// The SVG reader has gaps that Lucide's files fall into. What it cannot read is written differently here:
// attributes of the root element are lost (strokedDocument moves them to a group), stroke widths and dashes are not
// scaled with the picture (scaleStrokes puts them in device pixels), arcs that share one command letter all take the
// first one's numbers and flags need spaces (splitArcs), and a rectangle with rx but no ry gets square corners
// (roundRects).

var strokeAttr = regexp.MustCompile(`(stroke-width|stroke-dasharray)="([^"]*)"`)

func scaleStrokes(svg string, k float64) string {
	return strokeAttr.ReplaceAllStringFunc(svg, func(attr string) string {
		parts := strokeAttr.FindStringSubmatch(attr)
		var scaled []string
		for _, f := range strings.Fields(parts[2]) {
			v, err := strconv.ParseFloat(f, 64)
			if err != nil {
				return attr
			}
			scaled = append(scaled, fmt.Sprintf("%.3f", v*k))
		}
		return parts[1] + `="` + strings.Join(scaled, " ") + `"`
	})
}

// strokedDocument wraps the body of a Lucide file in a group that carries the stroke, width in device pixels.
func strokedDocument(svg string, width float64) string {
	svg = svg[strings.Index(svg, "<svg"):]
	body := svg[strings.Index(svg, ">")+1 : strings.LastIndex(svg, "</svg>")]
	return `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24"><g fill="none" stroke="#fff" stroke-width="` +
		strconv.FormatFloat(width, 'f', 3, 64) + `" stroke-linecap="round" stroke-linejoin="round">` +
		strings.ReplaceAll(body, "currentColor", "#fff") + `</g></svg>`
}

func mendSVG(doc string) string { return splitArcs(roundRects(doc)) }

var (
	rectElement = regexp.MustCompile(`<rect [^>]*>`)
	rxAttr      = regexp.MustCompile(` rx="([^"]*)"`)
)

func roundRects(doc string) string {
	return rectElement.ReplaceAllStringFunc(doc, func(r string) string {
		if strings.Contains(r, " ry=") {
			return r
		}
		return rxAttr.ReplaceAllString(r, ` rx="$1" ry="$1"`)
	})
}

var (
	pathData  = regexp.MustCompile(` d="[^"]*"`)
	arc       = regexp.MustCompile(`[aA][^a-zA-Z"]+`)
	arcNumber = regexp.MustCompile(`^[\s,]*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)`)
	arcFlag   = regexp.MustCompile(`^[\s,]*([01])`)
)

func splitArcs(doc string) string {
	return pathData.ReplaceAllStringFunc(doc, func(d string) string {
		return arc.ReplaceAllStringFunc(d, func(a string) string {
			if out, ok := separateArcs(a[:1], a[1:]); ok {
				return out
			}
			return a
		})
	})
}

// separateArcs writes "rx ry rotation large sweep x y" groups as one command each; false if they do not parse.
func separateArcs(command, numbers string) (string, bool) {
	var out strings.Builder
	for strings.Trim(numbers, " ,\n\t") != "" {
		out.WriteString(command)
		for i := range 7 {
			field := arcNumber
			if i == 3 || i == 4 {
				field = arcFlag
			}
			q := field.FindStringSubmatch(numbers)
			if q == nil {
				return "", false
			}
			out.WriteString(q[1] + " ")
			numbers = numbers[len(q[0]):]
		}
	}
	return out.String(), true
}

package kit

import (
	"image/color"
	"math"
	"testing"
)

// How colours look to people without one kind of cones: Machado, Oliveira and Fernandes 2009, severity 1, in linear RGB.
var visions = map[string][3][3]float64{
	"protan": {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deutan": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritan": {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
	"usual":  {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
}

func linear(v uint8) float64 {
	x := float64(v) / 255
	if x <= 0.04045 {
		return x / 12.92
	}
	return math.Pow((x+0.055)/1.055, 2.4)
}

// lab is a colour as somebody sees it, in CIELAB with the white of sRGB.
func lab(c color.NRGBA, sees [3][3]float64) [3]float64 {
	in := [3]float64{linear(c.R), linear(c.G), linear(c.B)}
	var rgb [3]float64
	for i := range rgb {
		for k := range in {
			rgb[i] += sees[i][k] * in[k]
		}
		rgb[i] = min(max(rgb[i], 0), 1)
	}
	xyz := [3]float64{
		(0.4124*rgb[0] + 0.3576*rgb[1] + 0.1805*rgb[2]) / 0.9505,
		0.2126*rgb[0] + 0.7152*rgb[1] + 0.0722*rgb[2],
		(0.0193*rgb[0] + 0.1192*rgb[1] + 0.9505*rgb[2]) / 1.089,
	}
	for i, v := range xyz {
		if v > 216./24389 {
			xyz[i] = math.Cbrt(v)
		} else {
			xyz[i] = (24389./27*v + 16) / 116
		}
	}
	return [3]float64{116*xyz[1] - 16, 500 * (xyz[0] - xyz[1]), 200 * (xyz[1] - xyz[2])}
}

// deltaE is the distance of two colours (CIE 1976); about 2 can just be told apart side by side.
func deltaE(a, b [3]float64) float64 {
	return math.Hypot(math.Hypot(a[0]-b[0], a[1]-b[1]), a[2]-b[2])
}

// Phases that can stand beside one another are told apart by everybody: without TLS connecting and sending do, on a
// connection that was kept queueing and sending. A pause is hatched and outlined besides.
func TestNeighbouringPhasesStayApart(t *testing.T) {
	order := []Phase{PhaseQueued, PhaseDNS, PhaseConnect, PhaseTLS, PhaseSend, PhaseWait, PhaseReceive}
	beside := [][2]Phase{{PhaseWait, PhaseOpen}, {PhaseQueued, PhaseSend}, {PhaseConnect, PhaseSend}, {PhaseQueued, PhaseConnect}}
	for i := 1; i < len(order); i++ {
		beside = append(beside, [2]Phase{order[i-1], order[i]})
	}
	const least = 15
	for _, base := range []string{"dark", "light"} {
		p := buildPalette(base, Indigo, false)
		for who, sees := range visions {
			for _, pair := range beside {
				a, b := pair[0].Token(), pair[1].Token()
				if d := deltaE(lab(p[a], sees), lab(p[b], sees)); d < least {
					t.Errorf("%s, %s: %s and %s are %.1f apart, want %d", base, who, a, b, d, least)
				}
			}
		}
	}
}

// Where colours come close, the height tells neighbours apart, and the order never changes.
func TestPhaseHeights(t *testing.T) {
	for f, want := range map[Phase]float32{PhaseQueued: 2, PhaseDNS: 6, PhaseConnect: 6, PhaseTLS: 6, PhaseSend: 6, PhaseWait: 6, PhaseReceive: 12, PhaseOpen: 4, PhasePaused: 12} {
		if f.Height() != want {
			t.Errorf("phase %d is %g high, want %g", f, f.Height(), want)
		}
	}
}

// Without any colour the glyphs of states are still different shapes, at the sizes they have in rows.
func TestStateGlyphsDifferInShape(t *testing.T) {
	for _, side := range []int{12, 15, 18, 24} { // 12 units at scales 1, 1.25, 1.5 and 2
		for i, a := range States {
			for _, b := range States[:i] {
				am, bm := iconMask(string(a), side), iconMask(string(b), side)
				diff := 0
				for k := range am.pix {
					d := int(am.pix[k]) - int(bm.pix[k])
					diff += max(d, -d)
				}
				if part := float64(diff) / 255 / float64(side*side); part < 0.03 {
					t.Errorf("at %d pixels %s and %s differ in %.1f %% of their box", side, a, b, 100*part)
				}
			}
		}
	}
}

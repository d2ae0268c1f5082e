package ui

import (
	"time"

	"ladle/store"
)

// historyKind is what a row of the sidebar's history is.
type historyKind uint8

const (
	historyThis    historyKind = iota // this run of the program
	historyDay                        // a day, or another run of today
	historyMessage                    // a message of an unfolded day
	historyMore                       // further messages wait to be read
	historyProblem                    // why they could not be read
)

// dayKey names a day, or one run on it.
type dayKey struct{ date, session string }

// historyRow is a row as it is shown.
type historyRow struct {
	kind    historyKind
	key     dayKey
	name    string
	count   int
	open    bool
	message store.Summary
}

// dayPage are the messages of a day that were read so far, the newest first.
type dayPage struct {
	items   []store.Summary
	more    bool
	loading bool
	err     error
	count   int // of the day when they were read
}

// dayPageSize is how many messages are read at a time.
const dayPageSize = 50

// days is the model of the sidebar's history.
type days struct {
	session string
	now     func() time.Time
	list    []store.Day
	open    map[dayKey]bool
	pages   map[dayKey]*dayPage
	rows    []historyRow
}

func newDays(session string) *days {
	return &days{session: session, now: time.Now, open: map[dayKey]bool{}, pages: map[dayKey]*dayPage{}}
}

// set replaces the days.
func (d *days) set(list []store.Day) {
	d.list = list
	d.rebuild()
}

// empty tells whether nothing was recorded.
func (d *days) empty() bool { return len(d.list) == 0 }

func (d *days) rebuild() {
	d.rows = d.rows[:0:0]
	if d.empty() {
		return
	}
	d.rows = append(d.rows, historyRow{kind: historyThis, key: dayKey{session: d.session}, name: "This session", count: d.ofThisSession()})
	for _, day := range d.list {
		if len(day.Sessions) == 0 {
			d.addDay(dayKey{date: day.Date}, d.dayName(day.Date), day.Count)
			continue
		}
		for _, s := range day.Sessions {
			if d.session == "" || s.ID != d.session {
				d.addDay(dayKey{day.Date, s.ID}, "Today, "+s.Started.Local().Format("15:04"), s.Count)
			}
		}
	}
}

func (d *days) ofThisSession() int {
	n := 0
	for _, day := range d.list {
		for _, s := range day.Sessions {
			if d.session != "" && s.ID == d.session {
				n += s.Count
			}
		}
	}
	return n
}

func (d *days) addDay(key dayKey, name string, count int) {
	open := d.open[key]
	d.rows = append(d.rows, historyRow{kind: historyDay, key: key, name: name, count: count, open: open})
	if !open {
		return
	}
	p := d.pages[key]
	if p == nil {
		return
	}
	for _, m := range p.items {
		d.rows = append(d.rows, historyRow{kind: historyMessage, key: key, message: m})
	}
	switch {
	case p.err != nil:
		d.rows = append(d.rows, historyRow{kind: historyProblem, key: key, name: capital(p.err.Error())})
	case p.loading:
		d.rows = append(d.rows, historyRow{kind: historyMore, key: key, name: "Reading", open: true})
	case p.more:
		d.rows = append(d.rows, historyRow{kind: historyMore, key: key, name: "Show older", count: max(0, count-len(p.items))})
	}
}

// dayName is a day as people say it.
func (d *days) dayName(date string) string {
	t, err := time.ParseInLocation(time.DateOnly, date, time.Local)
	if err != nil {
		return date
	}
	now := d.now()
	switch {
	case date == now.Format(time.DateOnly):
		return "Today"
	case date == now.AddDate(0, 0, -1).Format(time.DateOnly):
		return "Yesterday"
	case t.Year() != now.Year():
		return t.Format("2 January 2006")
	}
	return t.Format("Monday 2 January")
}

// toggle folds or unfolds a day and tells whether its messages have to be read.
func (d *days) toggle(key dayKey) (read bool) {
	d.open[key] = !d.open[key]
	read = d.open[key] && d.pages[key] == nil
	d.rebuild()
	return read
}

// begin notes that messages of a day are being read, and gives where to go on: before is 0 for the newest.
func (d *days) begin(key dayKey) (before int64, filter store.Filter) {
	p := d.pages[key]
	if p == nil {
		p = &dayPage{}
		d.pages[key] = p
	}
	p.loading, p.err = true, nil
	if n := len(p.items); n > 0 {
		before = p.items[n-1].ID
	}
	d.rebuild()
	return before, store.Filter{Day: key.date, Session: key.session}
}

// add takes over messages that were read.
func (d *days) add(key dayKey, items []store.Summary, err error) {
	p := d.pages[key]
	if p == nil {
		return
	}
	p.loading, p.err = false, err
	if err == nil {
		p.items = append(p.items, items...)
		p.more = len(items) == dayPageSize
		p.count = d.countOf(key)
	}
	d.rebuild()
}

// outdated lists the unfolded days whose number of messages changed since they were read; they are forgotten.
func (d *days) outdated() []dayKey {
	var keys []dayKey
	for key, p := range d.pages {
		if p.loading || p.count == d.countOf(key) && p.err == nil {
			continue
		}
		delete(d.pages, key)
		if d.open[key] {
			keys = append(keys, key)
		}
	}
	return keys
}

func (d *days) countOf(key dayKey) int {
	for _, day := range d.list {
		if day.Date != key.date {
			continue
		}
		if key.session == "" {
			return day.Count
		}
		for _, s := range day.Sessions {
			if s.ID == key.session {
				return s.Count
			}
		}
	}
	return 0
}

// remove takes a message out of the lists, as after it was deleted.
func (d *days) remove(id int64) {
	for _, p := range d.pages {
		for i, m := range p.items {
			if m.ID == id {
				p.items = append(p.items[:i:i], p.items[i+1:]...)
				break
			}
		}
	}
	d.rebuild()
}

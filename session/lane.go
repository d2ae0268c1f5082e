package session

// lane is a queue of items: a 4-ary heap in which every item knows its place.
type lane struct {
	queue []*item
	way   way   // the heap of lanes it is in
	at    int32 // its place there, -1 in none
}

func (l *lane) up(i int) bool {
	it := l.queue[i]
	j := i
	for j > 0 {
		p := (j - 1) / 4
		if !before(it, l.queue[p]) {
			break
		}
		l.queue[j] = l.queue[p]
		l.queue[j].pos = int32(j)
		j = p
	}
	l.queue[j] = it
	it.pos = int32(j)
	return j != i
}

func (l *lane) down(i int) {
	it := l.queue[i]
	n := len(l.queue)
	for {
		first := 4*i + 1
		if first >= n {
			break
		}
		best := first
		for k := first + 1; k < min(first+4, n); k++ {
			if before(l.queue[k], l.queue[best]) {
				best = k
			}
		}
		if !before(l.queue[best], it) {
			break
		}
		l.queue[i] = l.queue[best]
		l.queue[i].pos = int32(i)
		i = best
	}
	l.queue[i] = it
	it.pos = int32(i)
}

func (l *lane) push(it *item) {
	l.queue = append(l.queue, it)
	l.up(len(l.queue) - 1)
}

func (l *lane) del(i int) {
	it := l.queue[i]
	n := len(l.queue) - 1
	last := l.queue[n]
	l.queue[n] = nil
	l.queue = l.queue[:n]
	if last != it {
		l.queue[i] = last
		if !l.up(i) {
			l.down(i)
		}
	}
	it.pos = -1
	if cap(l.queue) > 64 && n < cap(l.queue)/4 { // give memory back as the queue drains
		l.queue = append(make([]*item, 0, cap(l.queue)/2), l.queue...)
	}
}

// lanes is a binary heap of lanes, by their first items.
type lanes []*lane

func (q lanes) first() *lane {
	if len(q) == 0 {
		return nil
	}
	return q[0]
}

func (q lanes) less(i, j int) bool { return before(q[i].queue[0], q[j].queue[0]) }

func (q lanes) swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].at, q[j].at = int32(i), int32(j)
}

func (q *lanes) add(l *lane) {
	*q = append(*q, l)
	l.at = int32(len(*q) - 1)
	q.fix(int(l.at))
}

// remove takes a lane out, which may be empty by now.
func (q *lanes) remove(l *lane) {
	i, n := int(l.at), len(*q)-1
	if i != n {
		(*q)[i] = (*q)[n]
		(*q)[i].at = int32(i)
	}
	(*q)[n] = nil
	*q = (*q)[:n]
	l.at = -1
	if i != n {
		q.fix(i)
	}
}

// fix puts the lane at i where it belongs.
func (q lanes) fix(i int) {
	j := i
	for j > 0 && q.less(j, (j-1)/2) {
		q.swap(j, (j-1)/2)
		j = (j - 1) / 2
	}
	if j != i {
		return
	}
	for {
		c := 2*j + 1
		if c >= len(q) {
			return
		}
		if c+1 < len(q) && q.less(c+1, c) {
			c++
		}
		if !q.less(c, j) {
			return
		}
		q.swap(c, j)
		j = c
	}
}

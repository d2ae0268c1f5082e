package kit

// genCache is a map bounded in bytes. Entries live in two generations: when the young one has used half the budget,
// the old one is dropped and the young one takes its place; an entry asked for moves back to the young one. What is
// drawn every frame stays, what is not goes, and no list has to be kept in order.
type genCache[K comparable, V any] struct {
	budget     int // bytes, both generations together
	used       int // bytes of the young one
	young, old map[K]sized[V]

	asked, missed int // how often get was called, and found nothing
}

type sized[V any] struct {
	v     V
	bytes int
}

func newGenCache[K comparable, V any](budget int) *genCache[K, V] {
	return &genCache[K, V]{budget: budget, young: map[K]sized[V]{}}
}

func (c *genCache[K, V]) get(k K) (V, bool) {
	c.asked++
	if e, ok := c.young[k]; ok {
		return e.v, true
	}
	e, ok := c.old[k]
	if ok {
		c.put(k, e.v, e.bytes)
	} else {
		c.missed++
	}
	return e.v, ok
}

func (c *genCache[K, V]) put(k K, v V, bytes int) {
	if c.used+bytes > c.budget/2 && len(c.young) > 0 {
		c.old, c.young, c.used = c.young, map[K]sized[V]{}, 0
	}
	delete(c.old, k)
	c.young[k] = sized[V]{v, bytes}
	c.used += bytes
}

// size returns the bytes held now.
func (c *genCache[K, V]) size() int {
	n := c.used
	for _, e := range c.old {
		n += e.bytes
	}
	return n
}

func (c *genCache[K, V]) clear() {
	c.used, c.old = 0, nil
	clear(c.young)
}

package store

import (
	"errors"
	"slices"
)

// commit writes a batch and answers its jobs, or puts it back. The error is that of a batch put back.
func (w *writer) commit(batch []job) error {
	if len(batch) == 0 {
		return nil
	}
	err := w.transact(batch)
	if err != nil && batch[0].keep && !passing(err) && len(batch) > 1 {
		return w.commitSingly(batch)
	}
	if err == nil || !batch[0].keep {
		w.settle(batch, err)
		if err == nil && batch[0].keep {
			w.recovered()
		}
		return nil
	}
	if !passing(err) {
		w.mu.Lock()
		w.lost += batch[0].count
		w.mu.Unlock()
		w.settle(batch, err)
		w.report(err)
		return nil
	}
	w.putBack(batch)
	w.report(err)
	return err
}

// commitSingly finds the row that the database refuses, so that it does not hold up the others.
func (w *writer) commitSingly(batch []job) error {
	for i := range batch {
		if err := w.commit(batch[i : i+1]); err != nil {
			w.mu.Lock()
			w.queue = slices.Insert(w.queue, min(1, len(w.queue)), batch[i+1:]...)
			w.mu.Unlock()
			return err
		}
	}
	return nil
}

func (w *writer) transact(batch []job) error {
	switch {
	case batch[0].alone != nil:
		return batch[0].alone(w.db)
	case batch[0].run == nil:
		return nil
	}
	if w.beforeCommit != nil {
		if err := w.beforeCommit(); err != nil {
			return err
		}
	}
	tx, err := w.db.Begin()
	if err != nil {
		return err
	}
	for _, j := range batch {
		if err := j.run(tx); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	return tx.Commit()
}

// settle forgets the batch and answers its jobs.
func (w *writer) settle(batch []job, err error) {
	w.mu.Lock()
	for _, j := range batch {
		w.bytes -= j.size
		if !j.keep {
			w.urgent--
		}
	}
	w.room.Broadcast()
	w.mu.Unlock()
	for _, j := range batch {
		j.finish(err)
	}
}

func (w *writer) putBack(batch []job) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.queue = slices.Insert(w.queue, 0, batch...)
	w.failing = true
	w.room.Broadcast()
}

func (w *writer) report(err error) {
	w.mu.Lock()
	e := &WriteError{Lost: w.lost, Err: err}
	for _, j := range w.queue {
		e.Waiting += j.count
	}
	w.lost = 0
	f := w.problem
	w.mu.Unlock()
	f(e)
}

// tell passes on trouble that is not about a batch.
func (w *writer) tell(err error) {
	w.mu.Lock()
	f := w.problem
	w.mu.Unlock()
	f(err)
}

func (w *writer) recovered() {
	w.mu.Lock()
	was, lost := w.failing, w.lost
	w.failing = false
	f := w.problem
	w.mu.Unlock()
	if lost > 0 {
		w.report(errGivenUp)
	}
	if was {
		f(nil)
	}
}

// abandon answers what is left when the writer ends.
func (w *writer) abandon() {
	w.mu.Lock()
	left := w.queue
	w.queue = nil
	count := 0
	for _, j := range left {
		count += j.count
	}
	w.mu.Unlock()
	for _, j := range left {
		j.finish(ErrStoreClosed)
	}
	if count > 0 {
		w.fail = &WriteError{Lost: count, Err: w.fail}
	}
}

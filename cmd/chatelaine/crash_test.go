package main

import (
	"errors"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"chatelaine/store"
)

const (
	crashRounds  = 50
	crashWorkers = 6
	keysARound   = 16 // with a property; workers seldom delete more
)

// TestBinary is about the program as a process of its own, which signals reach. SEED repeats what an earlier run did, as
// far as the machine does; ROUNDS takes another number of crashes.
func TestBinary(t *testing.T) {
	if testing.Short() {
		t.Skip("building and crashing take their time")
	}
	t.Parallel()
	seed, rounds := numberOr(t, "SEED", rand.Int()), numberOr(t, "ROUNDS", crashRounds)
	t.Logf("SEED=%d", seed)
	binary := buildBinary(t)
	t.Run("killed at any moment, it keeps what it acknowledged and does nothing by halves", func(t *testing.T) {
		crash(t, binary, seed, rounds)
	})
	t.Run("killed while it does what is due, it does each once", func(t *testing.T) {
		crashAtJobs(t, binary, seed)
	})
	t.Run("killed while its gate is asked, it forgets no change and lets no dead key live", func(t *testing.T) {
		crashWithGate(t, binary, seed)
	})
	t.Run("asked as no proxy should, its gate answers once or not at all", func(t *testing.T) {
		oddClients(t, binary)
	})
	t.Run("without its disk, it keeps its verdicts and acknowledges nothing", func(t *testing.T) {
		withoutItsDisk(t, binary)
	})
	t.Run("stopped under load, it answers what is under way and keeps it", func(t *testing.T) {
		stopUnderLoad(t, binary, seed)
	})
}

// numberOr is what a variable of the environment says, or else n.
func numberOr(t *testing.T, variable string, n int) int {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return n
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", variable, err)
	}
	return n
}

// crash kills the program under load, again and again, and compares what its clients know with what it finds when it is
// started on the same folder.
func crash(t *testing.T, binary string, seed, rounds int) {
	data := filepath.Join(t.TempDir(), "data")
	j, link := fillProperties(t, data, rounds*keysARound)
	random := rand.New(rand.NewPCG(uint64(seed), 1<<32))
	p := startProcess(t, binary, data)
	workers := newCrew(t, j, crashWorkers, p.base, link, uint64(seed))
	var came outcomes
	for round := range rounds {
		moment := drawMoment(random)
		wait := workers.work(nil)
		<-time.After(moment)
		p.kill(t)
		wait()
		p = startProcess(t, binary, data)
		workers.moveTo(p.base)
		compare(t, data, j)
		came.count(workers)
		for _, w := range workers {
			w.settle()
		}
		if t.Failed() {
			t.Fatalf("that was round %d with SEED=%d, killed after %v", round+1, seed, moment)
		}
	}
	compare(t, data, j)
	came.check(t, j)
	p.signal(t, syscall.SIGTERM)
	if err := p.wait(t); err != nil {
		t.Errorf("after all that, a stop ends with: %v", err)
	}
}

// drawMoment draws how long workers have been at it when a signal comes. There is nothing to wait for: that the signal
// comes at any moment is what is tested.
func drawMoment(random *rand.Rand) time.Duration {
	return 50*time.Millisecond + time.Duration(random.IntN(200_000))*time.Microsecond
}

// outcomes counts requests that a kill left without an answer.
type outcomes struct{ created, notCreated, deleted, notDeleted int }

func (o *outcomes) count(workers crew) {
	for _, w := range workers {
		for _, e := range w.begun {
			switch {
			case e.made == asked && e.there:
				o.created++
			case e.made == asked:
				o.notCreated++
			case e.deleted == asked && e.there:
				o.notDeleted++
			case e.deleted == asked:
				o.deleted++
			}
		}
	}
}

// check fails a run that proves nothing, because too little happened.
func (o *outcomes) check(t *testing.T, j *journal) {
	t.Helper()
	created := j.tally(func(e *entry) bool { return !e.imported && e.made == done })
	plain := j.tally(func(e *entry) bool { return e.property == nil && e.deleted == done })
	destroyed := j.tally(func(e *entry) bool { return e.deleted == done && e.choice.Kind == store.ChoiceDestroy })
	transferred := j.tally(func(e *entry) bool { return e.deleted == done && e.choice.Kind == store.ChoiceTransfer })
	t.Logf("%d keys were made; deleted were %d that owned nothing, %d with a transfer, %d with a destruction", created, plain, transferred, destroyed)
	t.Logf("without an answer, %+v", *o)
	if min(created, plain, destroyed, transferred) == 0 || *o == (outcomes{}) {
		t.Error("nothing of one of these says nothing about it")
	}
}

// settle asks again for what got no answer, with the same form, as its page offers; and looks at what was deleted.
func (w *worker) settle() {
	for _, e := range w.begun {
		switch {
		case e.made != done && !e.there:
			_ = w.reveal(e) // it notes the failure
		case e.made == done && e.deleted != untried:
			w.deleteAgain(e)
		case !e.imported:
			w.createAgain(e)
		}
	}
}

// createAgain sends a form that has made its key.
func (w *worker) createAgain(e *entry) {
	status, page, err := w.send(meridianPath, e.form)
	if err != nil || status != http.StatusOK || !strings.Contains(page, "This key was created.") || shownSecret.MatchString(page) {
		w.t.Errorf("%s, made before, sent again: %d, %v, %s", e.name, status, err, pageTitle.FindString(page))
	}
	if e.made == asked {
		e.made = done
		w.mine = append(w.mine, e)
	}
}

// deleteAgain sends a plan again that was sent before, and goes to the key's page.
func (w *worker) deleteAgain(e *entry) {
	first := map[bool]int{true: http.StatusSeeOther, false: http.StatusNotFound}[e.there]
	status, page, err := w.send(keysPath(e.id, "/delete"), e.plan)
	if err != nil || status != first {
		w.t.Errorf("%s, which is there: %v; deleted again: %d, %v, %s", e.name, e.there, status, err, pageTitle.FindString(page))
	}
	e.deleted = done
	status, page, err = w.send(keysPath(e.id, ""), nil)
	if err != nil || status != http.StatusNotFound || !strings.Contains(page, e.name) {
		w.t.Errorf("%s, which was deleted: %d, %v, %s", e.name, status, err, pageTitle.FindString(page))
	}
}

// stopUnderLoad stops the program while its clients work. They go on until its health tells them to ask elsewhere, as a
// proxy would.
func stopUnderLoad(t *testing.T, binary string, seed int) {
	data := filepath.Join(t.TempDir(), "data")
	j, link := fillProperties(t, data, 10*keysARound)
	p := startProcess(t, binary, data)
	workers := newCrew(t, j, crashWorkers, p.base, link, uint64(seed))
	stop := make(chan struct{})
	wait := workers.work(stop)
	<-time.After(drawMoment(rand.New(rand.NewPCG(uint64(seed), 1<<33))))
	p.signal(t, syscall.SIGTERM)
	health := "200"
	for strings.HasPrefix(health, "200") {
		health = get(p.base + "/healthz")
	}
	close(stop)
	if health != "503 stopping" {
		t.Errorf("the health of a portal that stops is %q", health)
	}
	for _, err := range wait() { // who is slow finds nobody, once the others' time is over
		if err != nil && !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("a request during the stop: %v", err)
		}
	}
	if err := p.wait(t); err != nil {
		t.Errorf("the stop ends with: %v\n%s", err, p.stderr.String())
	}
	if log, err := os.Stat(filepath.Join(data, "chatelaine.db-wal")); err == nil && log.Size() > 0 {
		t.Errorf("the stop leaves %d bytes in the database's log", log.Size())
	}
	if open := j.tally(func(e *entry) bool { return e.made == asked || e.confirm == asked || e.deleted == asked }); open > 0 {
		t.Errorf("%d changes got no answer", open)
	}
	startProcess(t, binary, data)
	compare(t, data, j)
}

package gate

import (
	"sync"
	"time"
)

// complaints let the same thing be said once a minute, so that whoever asks often can't fill a log. The zero complaints have said
// nothing.
type complaints struct {
	mu   sync.Mutex
	said map[string]time.Time
}

const (
	sampleTime = time.Minute
	maxSampled = 1000 // different things a minute
)

// due tells whether it is time to say what.
func (s *complaints) due(what string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if last, said := s.said[what]; said && now.Sub(last) < sampleTime {
		return false
	}
	if len(s.said) >= maxSampled {
		for old, at := range s.said {
			if now.Sub(at) >= sampleTime {
				delete(s.said, old)
			}
		}
		if len(s.said) >= maxSampled {
			return false
		}
	}
	if s.said == nil {
		s.said = map[string]time.Time{}
	}
	s.said[what] = now
	return true
}

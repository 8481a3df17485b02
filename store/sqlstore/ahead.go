package sqlstore

import "iter"

// valuesAhead is how many values are made before they are asked for.
const valuesAhead = 4

// ahead walks a sequence on a goroutine of its own, a little ahead of whoever walks what it gives: so making the values
// and using them each have a processor. It ends when both walks have.
func ahead[T any](values iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		made, enough := make(chan T, valuesAhead), make(chan struct{})
		go func() {
			defer close(made)
			for value := range values {
				select {
				case made <- value:
				case <-enough:
					return
				}
				if over(enough) { // both were possible
					return
				}
			}
		}()
		defer func() {
			close(enough)
			for range made { // until the other walk has ended
			}
		}()
		for value := range made {
			if !yield(value) {
				return
			}
		}
	}
}

// over tells whether a channel is closed that nothing is sent to.
func over(done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	default:
		return false
	}
}

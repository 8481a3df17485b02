package verify

import "encoding/binary"

// names keeps texts of up to 64 KiB in pages without pointers. A text's place is counted in units from 1 on; texts of the
// same number of units take each other's places.
type names struct {
	pages [][]byte
	free  map[int][]uint32 // by units
}

const (
	unit      = 8       // bytes
	namesPage = 1 << 16 // bytes; every text fits into one
	perPage   = namesPage / unit
)

func unitsOf(length int) int { return (length + 2 + unit - 1) / unit }

// add keeps a text and gives its place.
func (n *names) add(text string) uint32 {
	text = text[:min(len(text), namesPage-2)]
	units := unitsOf(len(text))
	at := n.room(units)
	to := n.bytes(at, units*unit)
	binary.LittleEndian.PutUint16(to, uint16(len(text)))
	copy(to[2:], text)
	return at
}

// room gives a place that nothing is in.
func (n *names) room(units int) uint32 {
	if free := n.free[units]; len(free) > 0 {
		last := len(free) - 1
		n.free[units] = free[:last]
		return free[last]
	}
	last := len(n.pages) - 1
	if last < 0 || len(n.pages[last])+units*unit > namesPage {
		n.pages = append(n.pages, make([]byte, 0, namesPage))
		last++
	}
	begin := len(n.pages[last])
	n.pages[last] = n.pages[last][:begin+units*unit]
	return uint32(last*perPage + begin/unit + 1)
}

func (n *names) bytes(at uint32, length int) []byte {
	begin := int(at-1) % perPage * unit
	return n.pages[int(at-1)/perPage][begin : begin+length]
}

// get gives the text at a place.
func (n *names) get(at uint32) string {
	length := binary.LittleEndian.Uint16(n.bytes(at, 2))
	return string(n.bytes(at, 2+int(length))[2:])
}

// remove gives a place back.
func (n *names) remove(at uint32) {
	units := unitsOf(int(binary.LittleEndian.Uint16(n.bytes(at, 2))))
	clear(n.bytes(at, units*unit))
	if n.free == nil {
		n.free = map[int][]uint32{}
	}
	n.free[units] = append(n.free[units], at)
}

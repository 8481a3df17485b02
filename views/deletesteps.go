package views

import (
	"chatelaine/store"

	"github.com/a-h/templ"
)

// DeleteSteps are the addresses of the steps of a deletion. The key that is to go stands in them; of several, the ids
// don't fit into an address, and each step is a form that hands them on to the next one.
type DeleteSteps struct {
	Intent, Choice, Plan, CarryOut string
	Close                          string // the table
	Keys                           string // ids between commas; empty: the key is in the address
	End                            string // how the address of a departure ends
}

// StepsForKey are those for the one key in their address.
func StepsForKey(slug string, id store.KeyID) DeleteSteps {
	begin := KeyAddress(slug, id) + "/delete"
	return DeleteSteps{Intent: begin, Choice: begin + "/choice", Plan: begin + "/plan", CarryOut: begin, Close: KeysAddress(slug)}
}

// StepsForMember are those for the member in their address, who is removed or becomes a user.
func StepsForMember(slug string, id store.AccountID, kind store.DepartureKind) DeleteSteps {
	begin := MemberAddress(slug, id) + departureEnds[kind]
	return DeleteSteps{Intent: begin, Choice: begin + "/choice", Plan: begin + "/plan", CarryOut: begin, Close: MembersAddress(slug), End: departureEnds[kind]}
}

// departureEnds are how the addresses of departures end.
var departureEnds = map[store.DepartureKind]string{store.DepartureRemoval: "/remove", store.DepartureDemotion: "/demote"}

// StepsForSelection are those for the keys that are selected.
func StepsForSelection(slug string, ids []store.KeyID) DeleteSteps {
	begin := SelectionAddress(slug) + "/delete"
	return DeleteSteps{
		Intent: begin, Choice: begin + "/choice", Plan: begin + "/plan", CarryOut: begin + "/carry-out", Close: KeysAddress(slug),
		Keys: joined(ids, ","),
	}
}

// to are the attributes of a form that leads to another step: in a dialog the step takes its place, a page leads to a page.
func (s DeleteSteps) to(w Window, address string) templ.Attributes {
	method := "post"
	if s.Keys == "" {
		method = "get"
	}
	attributes := templ.Attributes{"method": method, "action": address}
	if !w.Page {
		attributes["hx-"+method] = address
	}
	return attributes
}

// again is the attribute of a field that asks for a step anew.
func (s DeleteSteps) again(address string) templ.Attributes {
	if s.Keys == "" {
		return templ.Attributes{"hx-get": address}
	}
	return templ.Attributes{"hx-post": address}
}

package sqlstore

import (
	"fmt"

	"chatelaine/store"
)

// ofAbout is a condition on what is said of a key k.
func ofAbout(test clause) clause {
	return piece("EXISTS (SELECT 1 FROM key_abouts b WHERE b.seq = k.seq AND").then(and(test), piece(")"))
}

// byAbout is an arm that reads key_abouts by one of its indexes.
func (p *parts) byAbout(index string, test clause) arm {
	return arm{
		from: "key_abouts b" + byIndex(index), where: and(piece("b.org_id = ?", p.org), test), seq: "b.seq", beside: true,
		test: ofAbout(test), apart: true,
	}
}

// The texts of key_abouts, in their index.
var (
	purposeText = textIndex{table: "about_text", field: "purpose", column: "b.purpose_fold", starts: "purpose_starts", startsColumn: "b.purpose_starts", of: ofAbout}
	labelsText  = textIndex{table: "about_text", field: "labels", column: "b.labels_fold", starts: "labels_starts", startsColumn: "b.labels_starts", of: ofAbout}
)

// abouts adds the filters of purposes, labels and contacts. Contacts are the members that Contacts and ContactLeft come to.
func (p *parts) abouts(f store.KeyFilter, contacts []creator) error {
	if err := p.purpose(f.Purpose); err != nil {
		return err
	}
	p.labels(f.Labels)
	if len(f.Contacts) > 0 || f.ContactLeft {
		p.add(p.contacts(contacts))
	}
	return nil
}

func (p *parts) purpose(f store.TextFilter) error {
	term := store.SearchTerm(f.Text)
	switch {
	case f.IsZero():
	case f.Op == store.TextEmpty:
		p.add(part{loose: true, apart: true, test: piece("NOT").then(ofAbout(piece("b.purpose_fold <> ''")))})
	case store.Impossible(term):
		if f.Op != store.TextIsNot {
			p.add(nothing)
		}
	case f.Op == store.TextIsNot:
		p.add(part{loose: true, apart: true, test: piece("NOT").then(ofAbout(piece("b.purpose_fold = ?", term)))})
	case f.Op == store.TextContains:
		a, err := p.textArm(purposeText, term)
		if err != nil {
			return err
		}
		p.add(part{arms: []arm{a}})
	case f.Op == store.TextStarts:
		p.add(part{arms: []arm{p.byAbout("key_abouts_by_purpose", piece("b.purpose_fold >= ? AND b.purpose_fold < ?", term, term+afterAll))}})
	default:
		p.add(part{arms: []arm{p.byAbout("key_abouts_by_purpose", piece("b.purpose_fold = ?", term))}})
	}
	return nil
}

// labels adds a part for each name of a label that is asked for.
func (p *parts) labels(wanted []store.Label) {
	for _, values := range store.FilterLabels(wanted) {
		one, seen := part{}, map[string]bool{}
		for _, l := range values {
			fold := store.SearchTerm(l.Value)
			switch {
			case store.Impossible(l.Name + fold), l.Value != "" && fold == "", seen[fold]:
				continue
			case l.Value == "":
				one.arms = []arm{p.byLabel(l.Name, clause{})}
			default:
				one.arms = append(one.arms, p.byLabel(l.Name, piece("x.value_fold = ?", fold)))
			}
			if seen[fold] = true; l.Value == "" {
				break
			}
		}
		p.add(one)
	}
}

// byLabel is an arm that reads the keys with a label of a name.
func (p *parts) byLabel(name string, test clause) arm {
	return arm{
		from: "key_labels x" + byIndex("key_labels_by_value"), where: and(piece("x.org_id = ? AND x.label = ?", p.org, name), test), seq: "x.seq", beside: true,
		test:  piece("EXISTS (SELECT 1 FROM key_labels x WHERE x.seq = k.seq AND").then(and(piece("x.label = ?", name), test), piece(")")),
		apart: true,
	}
}

// contacts is the part of keys whose contact is one of these members: those that they made, unless somebody else is the
// contact, and those that they were given.
func (p *parts) contacts(wanted []creator) part {
	if len(wanted) == 0 {
		return nothing
	}
	ids := make([]store.AccountID, len(wanted))
	for i, c := range wanted {
		ids[i] = c.id
	}
	made := p.byKeys("keys_by_creator", and(in("k.creator", ids), piece("NOT").then(ofAbout(piece("b.contact IS NOT NULL")))), clause{})
	made.apart = true
	return part{arms: []arm{made, p.byAbout("key_abouts_by_contact", in("b.contact", ids))}}
}

// chosenContacts are the members of a choice of contacts of whom an actor with that standing may know, by name: for who
// doesn't see all keys, those who are the contact of one of theirs.
func (tx *tx) chosenContacts(org store.OrgID, standing store.Standing, chosen []store.AccountID) (list []store.Creator, err error) {
	if len(chosen) == 0 {
		return nil, nil
	}
	counts, err := tx.countedContacts(org, standing, in("m.account", chosen[:min(len(chosen), maxCreators)]), maxCreators)
	if err != nil {
		return nil, fmt.Errorf("name the contacts: %w", err)
	}
	for _, c := range counts {
		list = append(list, c.Creator)
	}
	return list, nil
}

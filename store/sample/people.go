package sample

import (
	"time"

	"chatelaine/store"
)

// person is somebody before they have joined.
type person struct {
	name, email string
	role        store.Role
	came        int // days after the organization was founded
	left        int // days before now; 0: is still there
}

// The members who are named as creators and owners, by their place in meridianPeople.
const (
	ada = iota
	tomasz
	ingrid
	noor
	kenji
	beatriz
	samuel
	lea
)

// meridianPeople are the members of Meridian Survey. Léa Fontaine was a manager when she made her keys.
var meridianPeople = []person{
	{AdaName, AdaEmail, store.RoleAdministrator, 0, 0},
	{"Tomasz Lis", "tomasz@meridian.example", store.RoleManager, 0, 0},
	{"Ingrid Halvorsen", "ingrid@meridian.example", store.RoleManager, 0, 0},
	{"Noor El-Amin", "noor@meridian.example", store.RoleManager, 0, 0},
	{"Kenji Watanabe", "kenji@meridian.example", store.RoleManager, 0, 0},
	{"Beatriz Campos", "beatriz@meridian.example", store.RoleManager, 0, 0},
	{"Samuel Okafor", "samuel@meridian.example", store.RoleManager, 0, 0},
	{"Léa Fontaine", "lea@meridian.example", store.RoleUser, 0, 0},
	{"Eero Virtanen", "eero@meridian.example", store.RoleManager, 0, 100},
	{"נועה לוי", "noa@meridian.example", store.RoleManager, 12, 0},
	{"Maria del Carmen Fernández-Villaverde y Ortiz de la Cruz von Hohenstein-Langenburg", "mariadelcarmen.fernandez-villaverde@meridian.example", store.RoleManager, 20, 0},
	{"Piotr Zieliński", "piotr@meridian.example", store.RoleManager, 35, 0},
	{"Oskar Lindqvist", "oskar@meridian.example", store.RoleUser, 40, 0},
	{"Maya Ben-Haim", "maya@meridian.example", store.RoleUser, 61, 0},
	{"Amara Diallo", "amara@meridian.example", store.RoleUser, 90, 0},
	{"Priya Raghunathan", "priya@meridian.example", store.RoleManager, 104, 0},
	{"Jonas Weber", "jonas@meridian.example", store.RoleUser, 150, 0},
	{"Chloé Girard", "chloe@meridian.example", store.RoleManager, 163, 0},
	{"Mateo Rojas", "mateo@meridian.example", store.RoleUser, 199, 0},
	{"Yuki Tanaka", "yuki@meridian.example", store.RoleManager, 222, 0},
	{"Elif Demir", "elif@meridian.example", store.RoleUser, 257, 0},
	{"Henrik Dahl", "henrik@meridian.example", store.RoleManager, 301, 0},
	{"Zanele Mokoena", "zanele@meridian.example", store.RoleUser, 333, 0},
	{"Rui Carvalho", "rui@meridian.example", store.RoleManager, 390, 0},
	{"Hannah O’Brien", "hannah@meridian.example", store.RoleUser, 412, 0},
	{"Li Wei", "liwei@meridian.example", store.RoleManager, 440, 0},
	{"Anouk de Vries", "anouk@meridian.example", store.RoleUser, 502, 0},
	{"Dmytro Kovalenko", "dmytro@meridian.example", store.RoleUser, 588, 0},
	{"Salma Haddad", "salma@meridian.example", store.RoleManager, 640, 0},
	{"Giulia Conti", "giulia@meridian.example", store.RoleUser, 717, 0},
}

// deltaPeople are the members of Delta Waterboard; the first is Ada again.
var deltaPeople = []person{
	{AdaName, AdaEmail, store.RoleManager, 0, 0},
	{"Sanne Bakker", "sanne@delta.example", store.RoleAdministrator, 0, 0},
	{"Willem Jansen", "willem@delta.example", store.RoleManager, 0, 0},
	{"Fatima el Idrissi", "fatima@delta.example", store.RoleUser, 30, 0},
	{"Pieter van der Meer", "pieter@delta.example", store.RoleUser, 210, 0},
	{"Lotte Visser", "lotte@delta.example", store.RoleUser, 480, 0},
}

// join makes members of people.
func (d draft) join(people []person) []store.ImportedMember {
	members := make([]store.ImportedMember, len(people))
	for i, p := range people {
		members[i] = store.ImportedMember{
			Account:  store.NewAccount{ID: accountID(p.email), Name: p.name, Email: p.email},
			Role:     p.role,
			JoinedAt: d.founded().Add(time.Duration(p.came) * day),
		}
		if p.left > 0 {
			members[i].LeftAt = d.now.Add(-time.Duration(p.left) * day)
		}
	}
	return members
}

// member is the principal of the member at a place.
func (d draft) member(at int) store.PrincipalID { return d.members[at].Account.ID.Principal() }

// couldCreate tells whether a member was there at an instant and can have made a key then.
func couldCreate(m store.ImportedMember, at time.Time) bool {
	return m.Role >= store.RoleManager && !at.Before(m.JoinedAt) && (m.LeftAt.IsZero() || at.Before(m.LeftAt))
}

// MeridianCreators are the accounts of some members of Meridian Survey who make keys, in every run the same.
func MeridianCreators() (ids []store.AccountID) {
	for _, at := range []int{ingrid, tomasz, kenji} {
		ids = append(ids, accountID(meridianPeople[at].email))
	}
	return ids
}

// accountID follows from the address, so that a person is the same everywhere.
func accountID(email string) store.AccountID { return store.AccountID(newID(named("account", email))) }

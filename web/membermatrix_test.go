package web_test

// memberMatrix has the list of members, in which others than managers and administrators see themselves alone.
var memberMatrix = []route{
	{"GET", "/o/:organization/members", none, [8]int{200, 200, 200, 200, 200, 404, 404, 303}},
	{"GET", "/o/:organization/members/choices", none, [8]int{200, 200, 200, 200, 200, 404, 404, 303}},
}

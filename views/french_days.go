package views

// frenchDays are days, instants and periods as French writes them.
var frenchDays = map[string]string{
	"1": "1er", "January": "janvier", "February": "février", "March": "mars", "April": "avril", "May": "mai", "June": "juin",
	"July": "juillet", "August": "août", "September": "septembre", "October": "octobre", "November": "novembre", "December": "décembre",
	"Jan": "janv.", "Feb": "févr.", "Mar": "mars", "Apr": "avr.", "Jun": "juin", "Jul": "juil.", "Aug": "août",
	"Sep": "sept.", "Oct": "oct.", "Nov": "nov.", "Dec": "déc.",
	"Monday": "lundi", "Tuesday": "mardi", "Wednesday": "mercredi", "Thursday": "jeudi", "Friday": "vendredi", "Saturday": "samedi", "Sunday": "dimanche",

	"%s, %s %s":   "%s à %s %s",
	"at %s":       "à %s",
	"on %s at %s": "le %s à %s",
	"Yesterday":   "Hier", "%s and %s": "%s et %s", "%s or %s": "%s ou %s",
	"ends tonight":                     "expire ce soir",
	"Valid through the end of %s, %s.": "Valable jusqu'à la fin du %s, %s.",
}

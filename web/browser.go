package web

import "strings"

// maxUserAgent is how much of what a browser says of itself is looked at, in bytes.
const maxUserAgent = 1024

// What browsers and systems say of themselves, and what they are called. The first that is there counts: most browsers
// claim to be others too.
var (
	browserMarks = [][2]string{
		{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"},
		{"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
	}
	systemMarks = [][2]string{
		{"Windows", "Windows"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Mac OS X", "macOS"}, {"Android", "Android"},
		{"CrOS", "ChromeOS"}, {"Linux", "Linux"},
	}
)

// browserOf is a browser and its system in two words, such as Firefox/Windows: all that is kept of its User-Agent. What
// isn't known is empty.
func browserOf(userAgent string) string {
	userAgent = userAgent[:min(len(userAgent), maxUserAgent)]
	browser, system := marked(userAgent, browserMarks), marked(userAgent, systemMarks)
	if browser == "" && system == "" {
		return ""
	}
	return browser + "/" + system
}

func marked(text string, marks [][2]string) string {
	for _, mark := range marks {
		if strings.Contains(text, mark[0]) {
			return mark[1]
		}
	}
	return ""
}

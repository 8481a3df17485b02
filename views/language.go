package views

import (
	"context"

	"golang.org/x/text/language"
)

// languages are those that the portal speaks. Who asks for none of them gets the first.
var languages = []language.Tag{language.English, language.French}

var matcher = language.NewMatcher(languages)

// LanguageFor is the language of the portal for somebody: the one that they chose, else the one of the
// portal's that suits the browser's Accept-Language best, else English. Chosen is an ISO 639 code, or
// empty; neither has to be anything that is understood.
func LanguageFor(chosen, accepted string) language.Tag {
	for _, tag := range languages {
		if chosen == tag.String() {
			return tag
		}
	}
	tags, _, err := language.ParseAcceptLanguage(accepted)
	if err != nil {
		return languages[0]
	}
	_, nth, _ := matcher.Match(tags...)
	return languages[nth]
}

// Speaking is the context with another language; the rest of its setting stays.
func Speaking(ctx context.Context, tag language.Tag) context.Context {
	s := settingOf(ctx).Setting
	s.Language = tag
	return With(ctx, s)
}

// LanguageOf is the language in which [T] speaks under the context.
func LanguageOf(ctx context.Context) language.Tag { return settingOf(ctx).Language }

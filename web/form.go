package web

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"chatelaine/store"
	"chatelaine/web/fault"

	"github.com/labstack/echo/v4"
)

// checkSize bounds what a request may bring, before any of it is read.
func (s *Server) checkSize(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if len(r.RequestURI) > store.MaxURL {
			return fault.ErrURLTooLong
		}
		if r.ContentLength > store.MaxBody {
			return fault.ErrTooLarge
		}
		r.Body = http.MaxBytesReader(c.Response(), r.Body, store.MaxBody)
		return next(c)
	}
}

// form is a parsed body: each field once.
type form map[string]string

// parseForm reads an ordinary form. Path, query and body are never merged; a field that comes twice,
// an upload or a compressed body is refused. A field of ticks comes once for each: its values get commas between them.
func parseForm(c echo.Context, ticks ...string) (form, error) {
	return parseFields(c, store.MaxFields, ticks)
}

// parseMatrix reads a form with a tick for each permission, which can be more than other forms have fields.
func parseMatrix(c echo.Context) (form, error) {
	return parseFields(c, store.MaxFields+store.MaxPermissions, []string{"permissions"})
}

func parseFields(c echo.Context, most int, ticks []string) (form, error) {
	r := c.Request()
	kind, _, err := mime.ParseMediaType(r.Header.Get(echo.HeaderContentType))
	if err != nil || kind != echo.MIMEApplicationForm || r.Header.Get(echo.HeaderContentEncoding) != "" {
		return nil, fault.ErrBadType
	}
	body, err := io.ReadAll(r.Body)
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return nil, fault.ErrTooLarge
	}
	if err != nil {
		return nil, fault.ErrBadForm
	}
	if strings.Count(string(body), "&") >= most {
		return nil, fault.ErrTooLarge
	}
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, fault.ErrBadForm
	}
	for _, name := range ticks {
		values[name] = []string{strings.Join(values[name], ",")}
	}
	return once(values)
}

// parseQuery reads the query of an address in the same way.
func parseQuery(c echo.Context) (form, error) {
	values, err := url.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return nil, fault.ErrBadForm
	}
	return once(values)
}

// cut shortens a text to so many code points; what isn't UTF-8 is left out.
func cut(text string, most int) string {
	runes := []rune(strings.ToValidUTF8(text, ""))
	return string(runes[:min(len(runes), most)])
}

// shown is what a form that is asked for again has in a field: what was typed, but for a whole API key in it, which must
// not come back in an answer.
func (f form) shown(name string) string {
	if _, found := store.SecretIn(f[name]); found {
		return ""
	}
	return f[name]
}

// allShown are all its fields so.
func (f form) allShown() form {
	shown := form{}
	for name := range f {
		shown[name] = f.shown(name)
	}
	return shown
}

func once(values url.Values) (form, error) {
	f := form{}
	for name, all := range values {
		if len(all) > 1 {
			return nil, fault.ErrBadForm
		}
		f[name] = all[0]
	}
	return f, nil
}

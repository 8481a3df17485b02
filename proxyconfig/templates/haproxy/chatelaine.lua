-- Asks Chatelaine's gate about a request, and leaves its answer in variables of the request: haproxy.cfg decides.
-- Written by: chatelaine proxy-config haproxy

local question = {
{{- if .Gate.Socket}}
    url = "http://gate{{.Path}}",
    dst = "unix@{{.Gate.Socket}}",
{{- else}}
    url = "{{.Gate.URL}}{{.Path}}",
{{- end}}
    timeout = 5000, -- milliseconds
}

-- All that the gate reads of a client. Each value goes on by itself, so that two keys are seen to be two.
local presented = { {{range $i, $k := .Keys}}{{if $i}}, {{end}}"{{lower $k}}"{{end}}, "user-agent" }

-- All that is read of the gate's answer.
local told = {
{{- range .Identity}}
    "{{lower .}}",
{{- end}}
{{- range .Told}}
    "{{lower .}}",
{{- end}}
}

local function headers_of(txn)
    local sent = txn.http:req_get_headers()
    local headers = {
        ["x-forwarded-for"] = { tostring(txn.f:src()) },
        ["x-original-method"] = { txn.f:method() },
        ["x-original-uri"] = { txn.f:url() },
{{- if .Credential}}
        ["x-chatelaine-gate"] = { "{{.Credential}}" },
{{- end}}
    }
    for _, name in ipairs(presented) do
        local values = {}
        for _, value in pairs(sent[name] or {}) do
            table.insert(values, value)
        end
        if #values > 0 then
            headers[name] = values
        end
    end
    return headers
end

core.register_action("chatelaine_ask", { "http-req" }, function(txn)
    local answer = core.httpclient():get({
        url = question.url,
        dst = question.dst,
        timeout = question.timeout,
        headers = headers_of(txn),
    })
    if answer == nil or answer.headers == nil then
        return -- no answer, no variable: refused
    end
    for _, name in ipairs(told) do
        local values = answer.headers[name]
        if values ~= nil then
            txn:set_var("txn.gate_" .. string.gsub(name, "-", "_"), values[0] or values[1])
        end
    end
    txn:set_var("txn.gate_status", answer.status)
end, 0)

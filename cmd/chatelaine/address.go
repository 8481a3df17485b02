package main

import (
	"net"
	"net/netip"
	"strconv"
)

const acceptedAddress = "an IP address or localhost with a port, such as 127.0.0.1:8080"

// address is where a portal or a gate listens.
type address struct {
	host string // an IP address, localhost, or empty for all of the machine's addresses
	port string
}

// parseAddress reads a flag such as --addr and notes what is wrong with it.
func parseAddress(flag, text string, wrong *problems) address {
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		wrong.add(flag, text, "isn't an address with a port", acceptedAddress)
		return address{}
	}
	if _, err := netip.ParseAddr(host); err != nil && host != "localhost" && host != "" {
		wrong.add(flag, text, "has a host that is neither an IP address nor localhost", acceptedAddress)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		wrong.add(flag, text, "has a port that isn't a number from 0 to 65535", acceptedAddress)
	}
	return address{host, port}
}

// loopback tells whether only this machine can reach the address. What couldn't be read is taken to be, so that it is
// complained about once.
func (a address) loopback() bool {
	ip, err := netip.ParseAddr(a.host)
	return a.host == "localhost" || a == address{} || err == nil && ip.IsLoopback()
}

// String is the address as flags have it.
func (a address) String() string { return net.JoinHostPort(a.host, a.port) }

// at is the address with the port that a listener really has, where 0 asked for any.
func (a address) at(listener net.Addr) string {
	_, port, err := net.SplitHostPort(listener.String())
	if err != nil {
		return a.String()
	}
	return net.JoinHostPort(a.host, port)
}

package main

import (
	"context"
	"testing"
)

func walkWithoutScripts(t *testing.T, browser context.Context) {}
func walkEveryPage(t *testing.T, browser context.Context)      {}
func walkNames(t *testing.T, browser context.Context)          {}

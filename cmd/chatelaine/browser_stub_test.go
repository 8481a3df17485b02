package main

import (
	"context"
	"testing"
)

func walkWithKeyboard(t *testing.T, browser context.Context) {}
func walkWithoutScripts(t *testing.T, browser context.Context) {}
func walkEveryPage(t *testing.T, browser context.Context) {}
func walkTable(t *testing.T, browser context.Context) {}
func walkTwoPresses(t *testing.T, browser context.Context) {}
func walkLostAnswer(t *testing.T, browser context.Context) {}
func walkEndedSession(t *testing.T, browser context.Context) {}
func walkLeftReveal(t *testing.T, browser context.Context) {}
func walkDeletedElsewhere(t *testing.T, browser context.Context) {}
func walkStalePlan(t *testing.T, browser context.Context) {}
func walkAccount(t *testing.T, browser context.Context) {}
func walkFirstStart(t *testing.T, browser context.Context) {}
func walkReset(t *testing.T, browser context.Context) {}
func walkNames(t *testing.T, browser context.Context) {}
func walkWeight(t *testing.T, browser context.Context) {}

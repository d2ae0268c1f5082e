package main

import (
	"errors"

	"ladle/session"
	"ladle/session/http1"
	"ladle/session/socks"
)

// Exit codes, with curl's numbers where it has one.
const (
	exitURL         = 3
	exitProxy       = 5
	exitResolve     = 6
	exitConnect     = 7
	exitWeird       = 8
	exitPartial     = 18
	exitHTTP        = 22
	exitWrite       = 23
	exitCannotRead  = 26
	exitTimeout     = 28
	exitTLS         = 35
	exitRedirects   = 47
	exitNoAnswer    = 52
	exitSend        = 55
	exitReceive     = 56
	exitCertificate = 60
	exitCoding      = 61
	exitCAFile      = 77
	exitSOCKS       = 97
	exitInterrupted = 130
)

// exitCode is the code for the error that a message ended with.
func exitCode(err error) int {
	var e *session.Error
	if !errors.As(err, &e) {
		return exitReceive
	}
	switch {
	case errors.Is(e, session.ErrTimeout):
		return exitTimeout
	case errors.Is(e, session.ErrCancelled):
		return exitInterrupted
	}
	var refused *socks.RefusedError
	switch {
	case e.Status == session.StatusCantResolveProxy:
		return exitProxy
	case errors.Is(e, session.ErrNoTunnel):
		return exitReceive
	case errors.As(e, &refused):
		return exitSOCKS
	}
	switch e.Stage {
	case session.StageResolve:
		return exitResolve
	case session.StageConnect:
		return exitConnect
	case session.StageTLS:
		return tlsExitCode(e)
	case session.StageProxy:
		if e.Status == session.StatusSSLFailed {
			return tlsExitCode(e)
		}
		return exitSOCKS
	case session.StageWrite:
		return writeExitCode(e)
	case session.StageDecode:
		return exitCoding
	case session.StageRedirect:
		if e.Status == session.StatusTooManyRedirects {
			return exitRedirects
		}
		return exitURL
	}
	return readExitCode(e)
}

func tlsExitCode(e *session.Error) int {
	var cert *session.CertificateError
	if errors.As(e, &cert) {
		return exitCertificate
	}
	return exitTLS
}

func writeExitCode(e *session.Error) int {
	var body *session.BodyError
	var head *http1.HeadError
	switch {
	case errors.As(e, &body):
		return exitCannotRead
	case errors.As(e, &head):
		return exitUsage
	}
	return exitSend
}

func readExitCode(e *session.Error) int {
	var wire *http1.Error
	var keep *session.KeepError
	switch {
	case errors.As(e, &keep):
		return exitWrite
	case !errors.As(e, &wire):
		return exitReceive
	}
	switch wire.Kind {
	case http1.Closed:
		return exitNoAnswer
	case http1.Truncated:
		return exitPartial
	case http1.BrokenBody:
		return exitReceive
	}
	return exitWeird
}

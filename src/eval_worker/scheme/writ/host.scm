;;; The way to the host: frames out and in, and how a script is refused.
(define-module (writ host)
  #:export (connect! host-send host-receive refuse))

(define send-text #f)
(define receive-text #f)

;; The two procedures that move frames: (sending kind text), and (receiving), which answers text.
(define (connect! sending receiving)
  (set! send-text sending)
  (set! receive-text receiving))

(define (host-send kind text) (send-text kind text))

;; The host writes data that `read` takes as they are; a script never sees the text.
(define (host-receive) (call-with-input-string (receive-text) read))

;; Ends what is being done with a condition that scripts can catch: its key is `writ-error`, its
;; arguments are a code, a message and whatever more is known.
(define* (refuse code message #:optional (more '()))
  (throw 'writ-error code message more))

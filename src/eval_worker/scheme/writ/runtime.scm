;;; Runs one script in a sandbox and tells the host what came of it.
;;;
;;; The sandbox of (ice-9 sandbox) has no binding through which a file, a socket, a process, a
;;; module or a mutable cell could be reached. Its limit of allocation is polled and is the first of
;;; two: the process has a limit of address space. The time is kept by the host, which ends this
;;; process: no timer, and no thread that a timer would need, is here to be tricked.
(define-module (writ runtime)
  #:use-module (ice-9 sandbox)
  #:use-module (system vm vm)
  #:use-module (writ host)
  #:use-module (writ json)
  #:use-module (writ library)
  #:use-module ((srfi srfi-1) #:select (delete))
  #:export (run warm-up))

(define max-result (* 4 1024 1024))
(define max-message 2000)
(define max-stack-words (* 4 1024 1024))

;; The clock's are left out: a script that sleeps would be ended for it.
(define given
  (append
   (delete (car clock-bindings) all-pure-bindings)
   '(((srfi srfi-1)
      any append-map count delete-duplicates drop-while every filter filter-map find first
      fold fold-right last partition reduce remove second take-while third)
     ((writ library)
      ffi.call attempt inputs
      session/id session/tenant session/policy-hash session/now
      json/ref json/set
      evidence/put evidence/get evidence/list evidence/verify
      report/make report/publish report/verify report/get report/list report/status
      policy/decide
      (show . display) (show-datum . write) (show-newline . newline)))))

;; Where the form stands that is being run, from 0; #f where that is not known.
(define line #f)

(define (value-of form module)
  (call-with-values (lambda () (eval form module))
    (lambda values (if (null? values) 'null (car values)))))

;; The value of the last form; a script that ends with a definition has none, which is null.
(define (run-forms port module)
  (let next ((value 'null))
    (let ((form (read port)))
      (if (eof-object? form)
          (if (unspecified? value) 'null value)
          (begin
            (set! line (source-property form 'line))
            (next (value-of form module)))))))

;; The sandbox looks at what is allocated when garbage is collected, which a short script may not
;; live to see: so it is looked at once more at the end.
(define (run-script text allocation-limit)
  (let ((module (make-sandbox-module given))
        (port (open-input-string text))
        (before (allocated)))
    (set-port-filename! port "script")
    (let ((value (call-with-allocation-limit
                  allocation-limit
                  (lambda ()
                    (call-with-shallow-stack
                     (lambda () (value->json (run-forms port module) max-result))))
                  over-limit)))
      (if (< allocation-limit (- (allocated) before)) (over-limit) value))))

(define (allocated) (assq-ref (gc-stats) 'heap-total-allocated))

;; No symbol that a script can write.
(define limit-key (make-symbol "limit"))

(define (over-limit) (throw limit-key))

;; The sandbox would let the stack have as much as everything else together.
(define (call-with-shallow-stack thunk)
  (let ((tag (make-prompt-tag)))
    (call-with-prompt
     tag
     (lambda ()
       (call-with-stack-overflow-handler max-stack-words thunk (lambda () (abort-to-prompt tag))))
     (lambda _ (over-limit)))))

(define (shortened text)
  (if (< (string-length text) max-message) text (substring text 0 max-message)))

;; A condition's arguments may be anything, and of any size.
(define (message-of key arguments)
  (string-append
   (if line (string-append "in the form at line " (number->string (+ line 1)) ": ") "")
   (catch #t
     (lambda ()
       (string-trim-right
        (call-with-output-string (lambda (port) (print-exception port #f key arguments)))))
     (lambda _ "a condition that cannot be shown"))))

(define (failure reason message code)
  (value->json `(("reason" . ,reason) ("message" . ,(shortened message))
                 ,@(if code `(("code" . ,(shortened code))) '()))
               (* 32 max-message)))

(define (refusal? key arguments)
  (and (eq? key 'writ-error) (= (length arguments) 3)
       (string? (car arguments)) (string? (cadr arguments))))

(define (failure-of key arguments)
  (cond
   ((or (eq? key limit-key) (memq key '(out-of-memory stack-overflow)))
    (failure "eval.memory_limit" "the script used more memory than it may: build less at once" #f))
   ((not (refusal? key arguments)) (failure "eval.script_error" (message-of key arguments) #f))
   ((member (car arguments) '("eval.not_json" "eval.output_limit"))
    (failure (car arguments) (cadr arguments) #f))
   (else (failure "eval.script_error" (cadr arguments) (car arguments)))))

;; The kind and the text of the frame that says what came of a script.
(define (outcome-of text allocation-limit)
  (catch #t
    (lambda () (cons #\R (run-script text allocation-limit)))
    (lambda (key . arguments) (cons #\E (failure-of key arguments)))))

;; Takes the script from the host, runs it, and sends its value or why there is none.
(define (run)
  (let ((start (host-receive)))
    (set-context! start)
    (let ((outcome
           (outcome-of (assoc-ref start "script") (assoc-ref start "allocationLimit"))))
      (host-send (car outcome) (cdr outcome)))))

;; Guile loads some of itself when it is first needed, such as what prints a procedure. In a worker
;; there is no file to load it from: so the nursery runs what needs it.
(define (warm-up)
  (for-each
   (lambda (text) (outcome-of text (* 64 1024 1024)))
   '("(error \"x\" car (lambda (x) x) (delay 1) (make-hash-table) (current-time))"
     "(car 1)" "(car)" "((lambda* (#:key a) a) #:b 1)" "(vector-ref #(1) 2)" "(/ 1 0)" "(if)"
     "(let-syntax ((a (syntax-rules ()))) (a))" "(" "#<" "(throw 'a 'b)" "(throw car)" "(1)"
     "(string->symbol 1)" "(list 1 2 . 3)" "(make-regexp \"(\")" "(regexp-exec (make-regexp \"a\") \"a\")"
     "(define* (f a #:optional (b 1)) (list a b)) (f 1)" "(do ((i 0 (+ i 1))) ((= i 2)) i)"
     "(case-lambda ((a) a) ((a b) b))" "(sort '(2 1) <)" "(assoc-ref '((\"a\" . 1)) \"a\")"
     "(let loop ((n 0)) (if (< n 1000) (loop (+ n 1)) `((\"a\" . #(1 2.5 \"b\")))))"
     "(attempt (lambda () (error \"x\" car)) (lambda (c) c))"))
  (gc))

;;; Scheme data as JSON.
;;;
;;;   object           an alist whose keys are strings, or symbols; '() is {}
;;;   array            a vector, or a list that is no object
;;;   null             the symbol `null`
;;;   true, false      #t, #f
;;;   number           an exact integer, or a real that is finite
;;;   string           a string
;;;
;;; The host writes what it hands to scripts so too, always with strings as keys and vectors as
;;; arrays, so that a value comes back as it went. Whether an integer is one that JSON can carry,
;;; and that no key stands twice, the host's own reader sees to.
(define-module (writ json)
  #:use-module (writ host)
  #:export (value->json))

(define max-depth 64)
(define max-number (expt 2 1023))

(define (not-json message) (refuse "eval.not_json" message))

(define (key? datum) (or (string? datum) (symbol? datum)))

(define (object? datum)
  (let walk ((rest datum))
    (or (null? rest)
        (and (pair? (car rest)) (key? (caar rest)) (walk (cdr rest))))))

(define (escaped char)
  (case char
    ((#\") "\\\"")
    ((#\\) "\\\\")
    (else
     (let ((digits (number->string (char->integer char) 16)))
       (string-append "\\u" (string-pad digits 4 #\0))))))

(define plain
  (char-set-difference char-set:full (char-set #\" #\\) (ucs-range->char-set 0 32)))

(define (number-text number)
  (cond
   ((and (exact-integer? number) (< (abs number) max-number)) (number->string number))
   ((and (real? number) (inexact? number) (< (abs number) +inf.0)) (number->string number))
   (else (not-json "a number must be an integer or a finite decimal that JSON can carry"))))

;; The JSON of a value, as a string of at most so many characters.
(define (value->json value limit)
  (define left limit)
  (call-with-output-string
   (lambda (port)
     (define (put text)
       (set! left (- left (string-length text)))
       (when (< left 0)
         (refuse "eval.output_limit" "the value is too large: answer less"))
       (display text port))
     (define (put-string text)
       (put "\"")
       (let walk ((start 0))
         (let ((end (string-skip text plain start)))
           (put (substring text start (or end (string-length text))))
           (when end
             (put (escaped (string-ref text end)))
             (walk (+ end 1)))))
       (put "\""))
     (define (put-member member depth)
       (put-string (if (symbol? (car member)) (symbol->string (car member)) (car member)))
       (put ":")
       (put-value (cdr member) depth))
     (define (put-all open close each items)
       (put open)
       (unless (null? items)
         (each (car items))
         (for-each (lambda (item) (put ",") (each item)) (cdr items)))
       (put close))
     (define (put-value value depth)
       (when (> depth max-depth)
         (not-json "the value is nested more than 64 deep, or in itself: answer it flat"))
       (let ((put-item (lambda (item) (put-value item (+ depth 1)))))
         (cond
          ((eq? value 'null) (put "null"))
          ((boolean? value) (put (if value "true" "false")))
          ((string? value) (put-string value))
          ((number? value) (put (number-text value)))
          ((vector? value) (put-all "[" "]" put-item (vector->list value)))
          ((not (list? value))
           (not-json "a value must be a string, a number, a boolean, `null`, a vector, a list or \
an alist: nothing else is JSON"))
          ((object? value)
           (put-all "{" "}" (lambda (member) (put-member member (+ depth 1))) value))
          (else (put-all "[" "]" put-item value)))))
     (put-value value 0))))

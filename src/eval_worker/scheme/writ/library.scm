;;; What scripts are given besides pure Scheme. docs/scheme.md describes it.
(define-module (writ library)
  #:use-module (writ host)
  #:use-module (writ json)
  #:use-module (srfi srfi-1)
  #:export (set-context!
            ffi.call attempt inputs
            session/id session/tenant session/policy-hash session/now
            json/ref json/set
            evidence/put evidence/get evidence/list evidence/verify
            report/make report/publish report/verify report/get report/list report/status
            policy/decide
            show show-datum show-newline))

(define context '())

;; What the host tells of the evaluation, as an alist.
(define (set-context! told) (set! context told))

(define (told name) (assoc-ref context name))

(define (inputs) (told "inputs"))
(define (session/id) (told "sessionId"))
(define (session/tenant) (told "tenantId"))
(define (session/policy-hash) (told "policyHash"))
(define (session/now) (told "now"))

;; --- operations -----------------------------------------------------------------------------------

(define max-arguments (* 4 1024 1024))

;; Has the host carry out the operation of that name with the one argument, its request. What the
;; operation answers, its no included, is the value; what keeps it from answering is a condition.
(define (ffi.call name arguments)
  (unless (and (string? name) (list? arguments))
    (refuse "eval.bad_call" "ffi.call takes an operation's name and a list of arguments"))
  (host-send #\C (value->json `(("name" . ,name) ("arguments" . ,(list->vector arguments)))
                         max-arguments))
  (let ((answer (host-receive)))
    (if (vector-ref answer 0)
        (vector-ref answer 1)
        (refuse (vector-ref answer 1) (vector-ref answer 2) (vector-ref answer 3)))))

;; The value of the thunk, or that of the handler for its condition: an alist of `code`, `message`
;; and `more`. The limits of an evaluation are no conditions.
(define (attempt thunk handler)
  (catch #t thunk
    (lambda (key . arguments)
      (handler
       (if (and (eq? key 'writ-error) (= (length arguments) 3))
           `(("code" . ,(first arguments)) ("message" . ,(second arguments))
             ("more" . ,(third arguments)))
           `(("code" . ,(symbol->string key)) ("message" . ,(condition-text key arguments))
             ("more")))))))

(define (condition-text key arguments)
  (call-with-output-string (lambda (port) (print-exception port #f key arguments))))

(define (of-session . members) `(("tenantId" . ,(session/tenant)) ,@members))

;; --- values ---------------------------------------------------------------------------------------

;; What is in a value at names and indices, one after another; #f where there is nothing.
(define (json/ref value . steps)
  (cond
   ((null? steps) value)
   ((and (vector? value) (exact-integer? (car steps)) (< -1 (car steps) (vector-length value)))
    (apply json/ref (vector-ref value (car steps)) (cdr steps)))
   ((and (pair? value) (string? (car steps)) (assoc (car steps) value))
    => (lambda (member) (apply json/ref (cdr member) (cdr steps))))
   (else #f)))

;; The object with a member set.
(define (json/set object name value)
  (alist-cons name value (remove (lambda (member) (equal? (car member) name)) object)))

;; --- evidence, reports, decisions -----------------------------------------------------------------

(define (evidence/put members)
  (ffi.call "evidence.put" (list (append (of-session `("sessionId" . ,(session/id))) members))))
(define (evidence-operation name id)
  (ffi.call name (list (of-session `("evidenceId" . ,id)))))
(define (evidence/get id) (evidence-operation "evidence.get" id))
(define (evidence/verify id) (evidence-operation "evidence.verify" id))
(define (evidence/list)
  (ffi.call "evidence.list" (list (of-session `("sessionId" . ,(session/id))))))

(define (cited finding)
  (let ((ids (json/ref finding "evidence")))
    (if (vector? ids) (vector->list ids) (or ids '()))))

;; The body of a report of this session; its registry is what the findings cite.
(define (report/make title summary findings)
  (let ((findings (if (vector? findings) (vector->list findings) findings)))
    `(("schemaVersion" . 1)
      ("tenantId" . ,(session/tenant))
      ("sessionId" . ,(session/id))
      ("policyHash" . ,(session/policy-hash))
      ("title" . ,title)
      ("summary" . ,summary)
      ("findings" . ,(list->vector findings))
      ("evidenceRegistry" . ,(list->vector (delete-duplicates (append-map cited findings))))
      ("createdAt" . ,(session/now)))))

(define (report/publish body) (ffi.call "report.publish" (list body)))
(define (report/verify report) (ffi.call "report.verify" (list report)))
(define (report/get hash) (ffi.call "report.get" (list (of-session `("reportHash" . ,hash)))))
(define (report/list) (ffi.call "report.list" (list (of-session))))
(define (report/status) (ffi.call "report.status" (list (of-session))))

;; Whether something may be done in this session.
(define (policy/decide request)
  (ffi.call "session.decide" `((("sessionId" . ,(session/id)) ("request" . ,request)))))

;; --- output ---------------------------------------------------------------------------------------

(define (print-with write datum)
  (host-send #\P (call-with-output-string (lambda (port) (write datum port)))))
(define (show datum)
  (if (string? datum) (host-send #\P datum) (print-with display datum)))
(define (show-datum datum) (print-with write datum))
(define (show-newline) (host-send #\P "\n"))

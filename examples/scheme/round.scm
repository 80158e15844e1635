;; A round of a ward: every roster that is handed in becomes evidence, and a report that rests on
;; all of it is published.
;;
;;   writ eval round.scm --tenant clinic --session ses_… --inputs rosters.json
;;
;; The inputs are the paths of the rosters, as an array. What could not be looked at is left out of
;; the report, and printed.

(define (look-at path)
  (attempt
   (lambda ()
     (let ((made (evidence/put `(("mode" . "observed")
                                 ("summary" . ,(string-append "the roster " path))
                                 ("source" . (("kind" . "file") ("path" . ,path)))))))
       (json/ref made "evidence" "evidenceId")))
   (lambda (condition)
     (display (string-append path ": " (json/ref condition "message") "\n"))
     #f)))

(define (finding number id)
  `(("id" . ,(string-append "roster-" (number->string number)))
    ("description" . "The roster is as it was when it was looked at.")
    ("severity" . "info")
    ("mode" . "observed")
    ("evidence" . ,(vector id))))

(define seen (filter-map look-at (vector->list (inputs))))

(report/publish
 (report/make "A round" "Who was on shift."
              (map finding (iota (length seen)) seen)))

"""Addresses of training: the case log of a trainee, signatures, the sheet for the official system, programmes."""

from django.urls import path

from tracking import views_programmes, views_sign_off, views_training, views_typing

urlpatterns = [
    path("", views_training.training, name="training"),
    path("cases/", views_training.cases, name="training-cases"),
    path("cases/untold/", views_training.untold, name="training-untold"),
    path("cases/tell/", views_training.tell_chosen, name="training-tell"),
    path("cases/<uuid:case_id>/", views_training.trained_case, name="trained-case"),
    path("cases/<uuid:case_id>/tell/", views_training.tell_one, name="trained-case-tell"),
    path("sheet/", views_typing.sheet, name="training-sheet"),
    path("sheet/file/", views_typing.sheet_file, name="training-sheet-file"),
    path("sheet/typed/", views_typing.typed, name="training-sheet-typed"),
    path("sheet/untyped/", views_typing.untyped, name="training-sheet-untyped"),
    path("sign-off/", views_sign_off.sign_off, name="sign-off"),
    path("sign-off/sign/", views_sign_off.sign, name="sign-off-sign"),
    path("sign-off/<uuid:case_id>/return/", views_sign_off.give_back, name="sign-off-return"),
    path("programmes/", views_programmes.programmes, name="programmes"),
    path("programmes/new/", views_programmes.programme_new, name="programme-new"),
    path("programmes/<int:number>/", views_programmes.programme, name="programme"),
    path("programmes/<int:number>/enrol/", views_programmes.programme_enrol, name="programme-enrol"),
    path("programmes/<int:number>/check/", views_programmes.case_set_check, name="case-set-check"),
    path("case-sets/<int:number>/", views_programmes.case_set, name="case-set"),
    path("case-sets/<int:number>/activate/", views_programmes.case_set_activate, name="case-set-activate"),
    path("case-sets/<int:number>/retire/", views_programmes.case_set_retire, name="case-set-retire"),
    path("trainees/<int:number>/", views_programmes.trainee, name="trainee"),
    path("trainees/<int:number>/leave/", views_programmes.trainee_leave, name="trainee-leave"),
]
